/** Judges whether a round may have cost the connection its tokens. */
import type { Blow } from './plan.js';

/** Faults that end the tokens at Box. */
const REVOKING = ['revokeRefreshTokens', 'revokedToken'];
/** Faults that make Boxward renew its tokens at once. */
const RENEWING = ['expireAccessTokens', 'expiredToken'];
/** Access tokens live for an hour. */
const TOKEN_LIFE_MS = 3_600_000;

/**
 * Whether a new consent may be asked for: Box rejected or revoked the tokens, or they were renewed while something could lose Box's
 * answer. A refresh token works once, so that a lost answer is a lost pair.
 */
export function mayCostConsent(blows: readonly Blow[]): boolean {
  const faults = blows.flatMap((blow) => (blow.kind === 'fault' ? [blow.fault] : []));
  const kinds = faults.map(({ kind }) => kind);
  if (faults.some(({ kind, status }) => kind === 'boxError' && (status === 400 || status === 401))) return true;
  if (kinds.some((kind) => REVOKING.includes(kind))) return true;
  const renews =
    kinds.some((kind) => RENEWING.includes(kind)) ||
    blows.some((blow) => blow.kind === 'clock' && blow.advanceMs >= TOKEN_LIFE_MS);
  return renews && blows.some(losesAnswers);
}

/** Blows after which an answer of Box may not have been stored. */
function losesAnswers(blow: Blow): boolean {
  switch (blow.kind) {
    case 'clock':
      return false;
    case 'fault':
      return !RENEWING.includes(blow.fault.kind) && !blow.fault.kind.toLowerCase().includes('events');
    default:
      return true;
  }
}
