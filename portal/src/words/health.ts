/** A connection's health, in words. */
import type { Connection } from '../api/connections.js';
import { duration } from '../format/numbers.js';
import type { Look } from './look.js';

/** The health of a connection. */
export type Health = Connection['health'];
type Code = Health['reasons'][number]['code'];

const LOOKS = {
  healthy: { label: 'Healthy', color: 'green' },
  degraded: { label: 'Degraded', color: 'orange' },
  stalled: { label: 'Stalled', color: 'red' },
  action_required: { label: 'Action required', color: 'red' },
} as const satisfies Readonly<Record<Health['state'], Look>>;

const UNKNOWN: Look = { label: 'Unknown', color: 'gray' };
const UNREACHABLE = 'Boxward’s API is unreachable, so the present state is not known.';
/** A new connection is no alarm. */
const WAITING: Look = { label: 'Waiting', color: 'blue' };

/** How a state of health is shown. */
export function healthLook(health: Health): Look {
  if (isUnknown(health)) return UNKNOWN;
  return health.reasons[0]?.code === 'waiting_for_consent' ? WAITING : LOOKS[health.state];
}

/** Whether the health is that of `unknownHealth`. */
export const isUnknown = ({ reasons }: Health): boolean => reasons[0]?.message === UNREACHABLE;

/** Whether nothing moves: then no part of the page is green, counting or said to be live. */
export const standsStill = ({ health }: Pick<Connection, 'health'>): boolean =>
  health.state === 'stalled' || health.state === 'action_required';

/** Whether one of these is a reason why the connection is not healthy. */
export const hasReason = ({ health }: Pick<Connection, 'health'>, ...codes: Code[]): boolean =>
  health.reasons.some(({ code }) => codes.includes(code));

/**
 * The first line of a page. Healthy: the age of the newest event and the delay of rescans; else the worst reason. `now`
 * is in milliseconds.
 */
export function healthLine({ health, eventStream, scan }: Connection, now: number): string {
  const { label } = healthLook(health);
  const [worst] = health.reasons;
  if (worst?.code === 'waiting_for_consent') return worst.message;
  if (worst) return `${label}: ${lowerFirst(worst.message)}`;
  const newest = eventStream?.lastEventAt;
  const polled = eventStream?.lastPolledAt;
  const ago = (at: string): string => `${duration((now - Date.parse(at)) / 1_000)} ago`;
  const { p95Ms } = scan.express;
  return [
    label,
    ...(newest ? [`last event ${ago(newest)}`] : polled ? [`last poll ${ago(polled)}`] : []),
    ...(p95Ms === null ? [] : [`rescan p95 ${Math.round(p95Ms / 100) / 10} s`]),
  ].join(' · ');
}

/** The connections whose health is to be shown before anything else, the worst first; disconnected ones are not. */
export function unhealthy(connections: readonly Connection[]): Connection[] {
  const states = ['action_required', 'stalled', 'degraded'];
  return connections
    .filter(({ status, health }) => status !== 'disconnected' && health.state !== 'healthy')
    .sort((a, b) => states.indexOf(a.health.state) - states.indexOf(b.health.state));
}

/** The health of a connection while the API is unreachable: nothing newer than the last update is known. */
export function unknownHealth(lastUpdate: string): Health {
  return {
    state: 'stalled',
    since: lastUpdate,
    reasons: [
      {
        // The page cannot ask what is wrong; of the reasons this is the one that says the same.
        code: 'internal_error',
        state: 'stalled',
        message: UNREACHABLE,
        remedy: 'The page reconnects by itself. If it does not, check that the API is running.',
        since: lastUpdate,
      },
    ],
  };
}

/** Names stay as they are: "Box", "Temporal", "Postgres", "Test API". */
function lowerFirst(text: string): string {
  return /^(Box|Temporal|Postgres|Test API|Boxward|Encryption key ")/.test(text)
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
}
