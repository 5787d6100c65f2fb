/** The outcome of a consent, from Box's redirect and the connection's present status. */
import type { Connection } from '../../api/connections.js';

/**
 * `verifying`: consent was granted, and Boxward is identifying the account. `refused`: consent was granted, but Boxward
 * cannot use that account. `denied`, `failed`: as Box's redirect says. `none`: the user does not come from Box.
 */
export type ConsentOutcome = 'none' | 'verifying' | 'connected' | 'refused' | 'denied' | 'failed';

/** Reasons that cannot result from a consent that was granted: they are left from before it. */
const EARLIER_REASONS: ReadonlySet<string> = new Set([
  'consent_denied',
  'consent_expired',
  'consent_code_rejected',
  'app_disabled_by_admin',
  'refresh_token_rejected',
]);

/** The outcome to show for the `consent` parameter of the address. The connection's status takes precedence over it. */
export function consentOutcome(
  consent: string | null,
  { status, statusReason }: Pick<Connection, 'status' | 'statusReason'>,
): ConsentOutcome {
  if (status === 'disconnected') return 'none';
  switch (consent) {
    case 'granted':
      if (status === 'connected' || status === 'testing') return 'connected';
      return statusReason === null || EARLIER_REASONS.has(statusReason.code) ? 'verifying' : 'refused';
    // A later link may have succeeded since.
    case 'denied':
    case 'failed':
      return status === 'connected' || status === 'testing' || status === 'connecting' ? 'none' : consent;
    default:
      return 'none';
  }
}
