/** What became of a consent, by what Box's way back says and by where the connection stands by now. */
import type { components } from '../../api/schema.js';

type Connection = components['schemas']['Connection'];

/**
 * `taking_in`: Box said yes, and Boxward is looking at whose yes that is; `refused`: it was nobody's that will do.
 * The rest is as Box said. `none`: nobody comes back from Box.
 */
export type ConsentOutcome = 'none' | 'taking_in' | 'connected' | 'refused' | 'denied' | 'failed';

/** Reasons that a consent which was granted does not have: they are left from before it. */
const FROM_BEFORE: ReadonlySet<string> = new Set([
  'consent_denied',
  'consent_expired',
  'consent_code_rejected',
  'app_disabled_by_admin',
  'refresh_token_rejected',
]);

/** What to tell somebody who comes back from Box with this in the address. The connection has the last word. */
export function consentOutcome(
  consent: string | null,
  { status, statusReason }: Pick<Connection, 'status' | 'statusReason'>,
): ConsentOutcome {
  if (status === 'disconnected') return 'none';
  switch (consent) {
    case 'granted':
      if (status === 'connected' || status === 'testing') return 'connected';
      return statusReason === null || FROM_BEFORE.has(statusReason.code) ? 'taking_in' : 'refused';
    // A link that was denied before may have been followed by one that was not.
    case 'denied':
    case 'failed':
      return status === 'connected' || status === 'testing' || status === 'connecting' ? 'none' : consent;
    default:
      return 'none';
  }
}
