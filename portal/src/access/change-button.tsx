import { Button, Loader, Tooltip, type ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { useMayChange } from '../api/session.js';

/** What an operator is told. */
export const OPERATOR_LOOKS = 'You are signed in as an operator, who looks and does not change. Ask an admin.';

interface Props extends ButtonProps {
  /** Why it makes no sense now; null where it does. */
  readonly whyNot?: string | null;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/**
 * A button for what changes something. Who may not, and where it makes no sense, is told why. It keeps the focus, also
 * while it waits (`loading`): the library's own way of waiting disables the button, which loses it.
 */
export function ChangeButton({ whyNot = null, loading = false, leftSection, onClick, children, ...looks }: Props) {
  const mayChange = useMayChange();
  const reason = mayChange ? whyNot : OPERATOR_LOOKS;
  return (
    <Tooltip
      label={reason}
      disabled={reason === null}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      maw={300}
    >
      <Button
        {...looks}
        leftSection={loading ? <Loader size={16} color="currentColor" aria-hidden /> : leftSection}
        aria-busy={loading}
        {...(reason !== null && { 'data-disabled': true })}
        aria-disabled={reason !== null || loading}
        onClick={() => {
          if (reason === null && !loading) onClick();
        }}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
