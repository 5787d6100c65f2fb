import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Refusal } from '../../ui/error-alert.js';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will come of it. */
  readonly children: ReactNode;
  /** The word on the button. */
  readonly deed: string;
  readonly isDangerous?: boolean;
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
}

/** Asks once more, naming what will come of it. */
export function ConfirmDialog({ isDangerous = false, isReady = true, ...props }: Props) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !props.isPending) props.onConfirm();
        }}
      >
        <Stack>
          {props.children}
          <Refusal error={props.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" color={isDangerous ? 'red' : 'blue'} disabled={!isReady} loading={props.isPending}>
              {props.deed}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
