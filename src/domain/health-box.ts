import type { ConnectionFacts, HealthReason, Observation } from './health-facts.js';
import { lasted } from './health-deployment.js';
import { finding, spanOf } from './health-finding.js';

/** Box counts as unreachable if every call fails for this time, in milliseconds. */
const BOX_FAILING_MS = 20_000;
/** Rate limiting is reported if it lasts this long without a successful call, or makes us wait this long. */
const THROTTLED_MS = 10_000;

/** Whether the tokens cannot be decrypted. */
export function keyFindings(
  { missingKeyId, observed, connectedAt, createdAt }: ConnectionFacts,
  now: Date,
): HealthReason[] {
  const { box } = observed;
  if (missingKeyId !== null) {
    const what = `Encryption key "${missingKeyId}" of the stored tokens`;
    return [finding('encryption_key_missing', 'action_required', { since: connectedAt ?? createdAt, now }, { what })];
  }
  // The API may have a key that the worker does not have.
  if (box?.failingSince && box.problem?.code === 'encryption_key_missing') {
    return [finding('encryption_key_missing', 'action_required', { since: box.failingSince, now })];
  }
  return [];
}

/** Whether Box responds, and to how many calls. */
export function boxFindings({ observed }: ConnectionFacts, now: Date): HealthReason[] {
  const { box } = observed;
  if (box?.failingSince && !isRateLimited(box) && lasted(box.failingSince, BOX_FAILING_MS, now)) {
    const at = { since: box.failingSince, now };
    const { code, message = '', remedy = null } = box.problem ?? {};
    if (code === 'app_disabled_by_admin' || code === 'app_credentials_rejected') {
      return [{ ...finding('app_rejected', 'action_required', at, { cause: message }), remedy }];
    }
    const wait = waitFor(box, now);
    if (code !== 'blocked_on_the_way') return [finding('box_unreachable', 'stalled', at, { cause: message, wait })];
    // The problem's message ends with what answered, in parentheses.
    const [, answer = ''] = /\(([^()]+)\)\.$/.exec(message) ?? [];
    return [finding('blocked_on_the_way', 'stalled', at, { answer, wait })];
  }
  const limited = Object.values(observed).filter((part) => isRateLimited(part) && isThrottled(part, now));
  const [first] = limited.flatMap(({ failingSince }) => failingSince ?? []).sort((a, b) => a.getTime() - b.getTime());
  if (!first) return [];
  const longest = limited.reduce((wait, part) => Math.max(wait, part.retryAt?.getTime() ?? 0), 0);
  return [finding('box_throttling', 'degraded', { since: first, now }, { wait: untilTime(longest, now) })];
}

const isRateLimited = ({ problem }: Observation): boolean => problem?.code === 'box_rate_limited';

function isThrottled({ failingSince, retryAt }: Observation, now: Date): boolean {
  if (!failingSince) return false;
  const waitMs = (retryAt?.getTime() ?? 0) - now.getTime();
  return lasted(failingSince, THROTTLED_MS, now) || waitMs >= THROTTLED_MS;
}

/** The time until the next attempt of a part, in words; empty if it is not known. */
export const waitFor = ({ retryAt }: Observation, now: Date): string => untilTime(retryAt?.getTime() ?? 0, now);

const untilTime = (ms: number, now: Date): string => (ms > now.getTime() ? spanOf(ms - now.getTime()) : '');
