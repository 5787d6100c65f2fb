import { useIsAdmin } from '../api/session.js';
import { ActionButton, type ActionButtonProps } from '../ui/action-button.js';

/** Why an operator cannot use a button. */
export const READ_ONLY_REASON = 'You are signed in as an operator, with read-only access. Ask an admin.';

/** A button for something that only an admin may do; for an operator it is disabled, with the reason. */
export function ChangeButton({ disabledReason = null, ...props }: ActionButtonProps) {
  const isAdmin = useIsAdmin();
  return <ActionButton disabledReason={isAdmin ? disabledReason : READ_ONLY_REASON} {...props} />;
}
