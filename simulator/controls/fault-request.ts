/** The bodies of `POST /_sim/faults`: each kind takes what it heeds, and nothing else. */
import { z } from 'zod';
import { EVENT_FAULTS, REQUEST_FAULTS, TOKEN_FAULTS } from '../box/faults/faults.js';

/** The longest that a timer waits, in milliseconds: one that is set longer goes off at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
const YEAR_MS = 365 * 24 * 3_600_000;

const wait = z.number().int().nonnegative().max(MAX_TIMER_MS).optional();
const drawn = {
  /** The share of what could be struck. */
  rate: z.number().min(0).max(1).default(1),
  count: z.number().int().positive().optional(),
  seed: z.number().int().default(1),
};
const ofRequest = { ...drawn, route: z.string().optional(), userId: z.string().optional() };
/** Request faults that take a time; the others are over at once. */
const TIMED = ['latency', '429', '503', 'slowDrip', 'clockSkew'] as const;
const UNTIMED = z.enum(REQUEST_FAULTS).exclude(TIMED);

/** A fault as it is asked for. */
export const faultRequest = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('latency'), ...ofRequest, ms: wait, tail: z.enum(['fixed', 'pareto']).optional() }),
    z.strictObject({ kind: z.enum(['429', '503', 'slowDrip']), ...ofRequest, ms: wait }),
    z.strictObject({ kind: z.literal('clockSkew'), ...ofRequest, ms: z.number().int().min(-YEAR_MS).max(YEAR_MS).optional() }),
    z.strictObject({ kind: UNTIMED, ...ofRequest }),
    z.strictObject({ kind: z.enum(['duplicateEvents', 'outOfOrderEvents']), ...ofRequest }),
    // Drawn when an event happens, when nobody has asked for it yet.
    z.strictObject({ kind: z.literal('lateEvents'), ...drawn, ms: wait }),
    z.strictObject({ kind: z.enum(TOKEN_FAULTS) }),
  ],
  { error: `must be one of ${[...REQUEST_FAULTS, ...EVENT_FAULTS, ...TOKEN_FAULTS].join(', ')}` },
); // prettier-ignore
