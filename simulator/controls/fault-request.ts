/** The bodies of `POST /_sim/faults`. Each kind accepts only the fields that it uses. */
import { z } from 'zod';
import { STREAM_TYPES } from '../box/events/stream-types.js';
import {
  ENDLESS,
  ENDPOINTS,
  ENTRY_KINDS,
  EVENT_FAULTS,
  FOREIGN_BODIES,
  LIST_FAULTS,
  REQUEST_FAULTS,
  TOKEN_FAULTS,
} from '../box/faults/kinds.js';
import { ODD_FORMS } from '../box/faults/odd-forms.js';

/** The maximum delay of a timer in milliseconds: Node fires longer ones immediately. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
const YEAR_MS = 365 * 24 * 3_600_000;

const delay = z.number().int().nonnegative().max(MAX_TIMER_MS).optional();
const selection = {
  /** The share of requests, entries or events that are hit. */
  rate: z.number().min(0).max(1).default(1),
  count: z.number().int().positive().optional(),
  forMs: z.number().int().positive().max(YEAR_MS).optional(),
  seed: z.number().int().default(1),
};
const requestSelection = {
  ...selection,
  route: z.string().optional(),
  at: z.enum(ENDPOINTS).optional(),
  userId: z.string().optional(),
  itemId: z.string().optional(),
  asUser: z.boolean().optional(),
  stream: z.enum(STREAM_TYPES).optional(),
};
/** Request faults with a time or other details; the others have none. */
const DETAILED = ['latency', 'foreign', 'boxError', '429', '503', 'slowDrip', 'clockSkew'] as const;
const PLAIN = z.enum(REQUEST_FAULTS).exclude(DETAILED);
const status = z.number().int().min(200).max(599);

/** The odd form of an entry: one of those named, or a member with another value; without `value` it is missing. */
const oddForm = {
  forms: z.array(z.enum(ODD_FORMS)).min(1).optional(),
  field: z.string().min(1).optional(),
  value: z.json().optional(),
};

/** The schema of a new fault. */
export const faultRequest = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('foreign'), ...requestSelection, status, body: z.enum(FOREIGN_BODIES).optional(), ms: delay }),
    z.strictObject({ kind: z.literal('boxError'), ...requestSelection, status: status.min(400), code: z.string().min(1).optional(), ms: delay }),
    z.strictObject({ kind: z.literal('latency'), ...requestSelection, ms: delay, tail: z.enum(['fixed', 'pareto']).optional() }),
    z.strictObject({ kind: z.enum(['429', '503', 'slowDrip']), ...requestSelection, ms: delay }),
    z.strictObject({ kind: z.literal('clockSkew'), ...requestSelection, ms: z.number().int().min(-YEAR_MS).max(YEAR_MS).optional() }),
    z.strictObject({ kind: PLAIN, ...requestSelection }),
    z.strictObject({ kind: z.enum(['duplicateEvents', 'outOfOrderEvents']), ...requestSelection }),
    // Decided when an event is recorded: there is no request to select by.
    z.strictObject({ kind: z.literal('lateEvents'), ...selection, ms: delay }),
    z.strictObject({ kind: z.literal('endlessPages'), ...requestSelection, pages: z.enum(ENDLESS).optional() }),
    z.strictObject({ kind: z.literal('oddEntries'), ...requestSelection, of: z.enum(ENTRY_KINDS).optional(), entryId: z.string().optional(), ...oddForm })
      .refine(({ forms, field }) => forms === undefined || field === undefined, { path: ['field'], message: 'cannot be used with forms' })
      .refine(({ field, value }) => field !== undefined || value === undefined, { path: ['value'], message: 'needs field' }),
    z.strictObject({ kind: z.enum(TOKEN_FAULTS) }),
  ],
  { error: `must be one of ${[...REQUEST_FAULTS, ...EVENT_FAULTS, ...LIST_FAULTS, ...TOKEN_FAULTS].join(', ')}` },
); // prettier-ignore
