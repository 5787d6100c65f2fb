import { Button, Loader, Tooltip, type ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

/** What an action button takes besides the looks of a button. */
export interface ActionButtonProps extends ButtonProps {
  /** Why the button is disabled, shown in its tooltip; null if it is enabled. */
  readonly disabledReason?: string | null;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/**
 * A button that says why it is disabled, and keeps the keyboard focus while disabled or loading. (Mantine's `loading`
 * and `disabled` set the HTML attribute, which drops the focus.)
 */
export function ActionButton({
  disabledReason = null,
  loading = false,
  leftSection,
  onClick,
  children,
  ...looks
}: ActionButtonProps) {
  return (
    <Tooltip
      label={disabledReason}
      disabled={disabledReason === null}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      maw={300}
    >
      <Button
        {...looks}
        leftSection={loading ? <Loader size={16} color="currentColor" aria-hidden /> : leftSection}
        aria-busy={loading}
        {...(disabledReason !== null && { 'data-disabled': true })}
        aria-disabled={disabledReason !== null || loading}
        onClick={() => {
          if (disabledReason === null && !loading) onClick();
        }}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
