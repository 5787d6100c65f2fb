/** What Box's redirect means for a consent. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { exchangeCode, isBoxError } from '../../box/oauth.js';
import { oauthApp, type Config } from '../../config.js';
import type { TokenPair } from '../../domain/connection.js';
import { problem, type ProblemCode } from '../../domain/problems.js';
import type { ConsentAnswer } from '../../store/connections/consents.js';

/** The parameters of Box's redirect (RFC 6749 §4.1.2). */
export interface Callback {
  readonly state: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
}

/** The time in which a code can be exchanged, in milliseconds: a code lives 30 seconds, and a person waits. */
const EXCHANGE_MS = 15_000;
/** The pause before an exchange is repeated, in milliseconds. */
const PAUSE_MS = 1_000;

/** The errors of RFC 6749 §4.1.2.1. `access_denied` is not among them: the admin's own decision is not a failure. */
const ERRORS: ReadonlyMap<string, ProblemCode> = new Map([
  ['unauthorized_client', 'app_disabled_by_admin'],
  ['server_error', 'consent_box_unavailable'],
  ['temporarily_unavailable', 'consent_box_unavailable'],
  ['invalid_scope', 'consent_scope_rejected'],
  ['invalid_request', 'consent_request_rejected'],
  ['unsupported_response_type', 'consent_request_rejected'],
]);

/** What to say of a failed exchange instead of what is said of other calls, which are retried by themselves. */
const EXCHANGE_PROBLEMS: ReadonlyMap<ProblemCode, ProblemCode> = new Map([
  ['box_unavailable', 'consent_box_unavailable'],
  ['blocked_on_the_way', 'consent_box_unavailable'],
  ['box_rate_limited', 'consent_box_unavailable'],
  ['box_not_ready', 'consent_box_unavailable'],
  ['box_rejected', 'consent_request_rejected'],
]);

/** Resolves a consent: exchanges the code, or says why there is none. An error counts even if a code comes with it. */
export async function resolveConsent(config: Config, { code, error }: Callback): Promise<ConsentAnswer> {
  if (error === 'access_denied') return { outcome: 'denied' };
  if (error !== undefined || code === undefined) return failed(ERRORS.get(error ?? '') ?? 'consent_failed');
  try {
    return { outcome: 'granted', grantId: randomUUID(), tokens: await exchange(config, code) };
  } catch (thrown) {
    if (!isBoxError(thrown)) throw thrown;
    const substitute = EXCHANGE_PROBLEMS.get(thrown.problem.code);
    // The code cannot be exchanged later, so this link is used up.
    return substitute ? failed(substitute) : { outcome: 'failed', reason: thrown.problem };
  }
}

/**
 * Exchanges the code, again after a passing failure while there is time. If Box has used up the code without its answer
 * reaching us, the second attempt is refused: the reason is then the first failure.
 */
async function exchange(config: Config, code: string): Promise<TokenPair> {
  const until = Date.now() + EXCHANGE_MS;
  let first: unknown;
  for (;;) {
    try {
      return await exchangeCode(oauthApp(config), code, { timeoutMs: Math.max(until - Date.now(), 1_000) });
    } catch (error) {
      first ??= error;
      if (!isPassing(error) || Date.now() + 2 * PAUSE_MS > until) throw first;
      await delay(PAUSE_MS);
    }
  }
}

/** Whether the same code may succeed a moment later. */
const isPassing = (error: unknown): boolean =>
  isBoxError(error) && EXCHANGE_PROBLEMS.get(error.problem.code) === 'consent_box_unavailable';

const failed = (code: ProblemCode): ConsentAnswer => ({ outcome: 'failed', reason: problem(code) });
