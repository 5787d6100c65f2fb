/** The bodies of `POST /_sim/faults`. Each kind accepts only the fields that it uses. */
import { z } from 'zod';
import { EVENT_FAULTS, REQUEST_FAULTS, TOKEN_FAULTS } from '../box/faults/faults.js';

/** The maximum delay of a timer in milliseconds: Node fires longer ones immediately. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
const YEAR_MS = 365 * 24 * 3_600_000;

const delay = z.number().int().nonnegative().max(MAX_TIMER_MS).optional();
const selection = {
  /** The share of requests or events that are hit. */
  rate: z.number().min(0).max(1).default(1),
  count: z.number().int().positive().optional(),
  seed: z.number().int().default(1),
};
const requestSelection = { ...selection, route: z.string().optional(), userId: z.string().optional() };
/** Request faults with a time; the others have none. */
const TIMED = ['latency', '429', '503', 'slowDrip', 'clockSkew'] as const;
const UNTIMED = z.enum(REQUEST_FAULTS).exclude(TIMED);

/** The schema of a new fault. */
export const faultRequest = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('latency'), ...requestSelection, ms: delay, tail: z.enum(['fixed', 'pareto']).optional() }),
    z.strictObject({ kind: z.enum(['429', '503', 'slowDrip']), ...requestSelection, ms: delay }),
    z.strictObject({ kind: z.literal('clockSkew'), ...requestSelection, ms: z.number().int().min(-YEAR_MS).max(YEAR_MS).optional() }),
    z.strictObject({ kind: UNTIMED, ...requestSelection }),
    z.strictObject({ kind: z.enum(['duplicateEvents', 'outOfOrderEvents']), ...requestSelection }),
    // Decided when an event is recorded: there is no request to select by.
    z.strictObject({ kind: z.literal('lateEvents'), ...selection, ms: delay }),
    z.strictObject({ kind: z.enum(TOKEN_FAULTS) }),
  ],
  { error: `must be one of ${[...REQUEST_FAULTS, ...EVENT_FAULTS, ...TOKEN_FAULTS].join(', ')}` },
); // prettier-ignore
