/** A connection's health, in words. */
import type { Connection } from '../api/connections.js';
import { duration } from '../format/numbers.js';
import { TONES, toneLook, worstTone, type Tone, type ToneLook } from './tones.js';

/** The health of a connection. */
export type Health = Connection['health'];
type Reason = Health['reasons'][number];
type Code = Reason['code'];

const UNREACHABLE = 'Boxward’s API is unreachable, so the present state is not known.';

/** The tone of a connection: that of the most urgent reason of its health. All parts of the page use it. */
export function toneOf({ health, status, statusReason }: Pick<Connection, 'health' | 'status' | 'statusReason'>): Tone {
  if (status === 'disconnected') return statusReason === null ? 'disconnected' : 'step_remains';
  if (isUnknown(health)) return 'unknown';
  return worstTone(health.reasons.map((reason) => reasonTone(reason, statusReason)));
}

/** The tone of one reason; `statusReason` says why the last consent did not complete, if it did not. */
export function reasonTone({ code, state }: Reason, statusReason: Connection['statusReason']): Tone {
  if (code === 'waiting_for_consent') return statusReason === null ? 'waiting' : 'step_remains';
  if (state !== 'degraded') return state;
  return code === 'connecting' || code === 'starting' ? 'starting' : code === 'disconnecting' ? code : state;
}

/** How the health of a connection is shown. */
export const healthLook = (connection: Pick<Connection, 'health' | 'status' | 'statusReason'>): ToneLook =>
  toneLook(toneOf(connection));

/** The tones whose messages say by themselves what they are. */
const UNLABELED = new Set<Tone>(['waiting', 'starting', 'disconnecting', 'step_remains']);

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
export function healthLine(connection: Connection, now: number): string {
  const { health, eventStream, scan } = connection;
  const { label } = healthLook(connection);
  const [worst] = health.reasons;
  if (worst && UNLABELED.has(toneOf(connection))) return worst.message;
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
  return connections
    .filter(({ status, health }) => status !== 'disconnected' && health.state !== 'healthy')
    .sort((a, b) => TONES.indexOf(toneOf(a)) - TONES.indexOf(toneOf(b)));
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
