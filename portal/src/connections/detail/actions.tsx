import { Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { ChangeButton } from '../../access/change-button.js';
import { useScanCommand, type ScanCommand } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { unavailableReasons } from '../../words/actions.js';
import { hasCollectedData } from '../../words/connection-status.js';
import { REQUEST_LABELS } from '../../words/scan-requests.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { DisconnectButton } from './disconnect-button.js';

/** The actions in the page's header. Test API and New consent link are in the panels that show their results. */
export function Actions({ connection }: { readonly connection: Connection }) {
  if (connection.status === 'disconnected') {
    return hasCollectedData(connection) ? <DisconnectButton connection={connection} /> : null;
  }
  // Before the first consent there is no scan.
  if (connection.connectedAt === null) return <DisconnectButton connection={connection} />;
  return (
    <>
      <PauseOrResume connection={connection} />
      <Rescan connection={connection} />
      <DisconnectButton connection={connection} />
    </>
  );
}

/** Pause and Resume are one button, which keeps the focus when it changes. */
function PauseOrResume({ connection }: { readonly connection: Connection }) {
  const pause = useConfirmedCommand(connection.id, 'pause');
  const resume = useScanCommand(connection.id, 'resume', ({ message }) => notifications.show({ message }));
  const reasons = unavailableReasons(connection);
  const { state, requested } = connection.scan;
  // A pause that has not taken effect can be cancelled.
  const isPaused = state === 'paused' || requested === 'pause';
  const looks = isPaused
    ? {
        children: requested === 'pause' ? 'Cancel pause' : requested === 'resume' ? REQUEST_LABELS.resume : 'Resume',
        leftSection: <IconPlayerPlay size={16} aria-hidden />,
        loading: resume.isPending,
        disabledReason: reasons.resume,
        onClick: () => resume.mutate(undefined, { onError: showError }),
      }
    : {
        children: 'Pause',
        variant: 'default',
        leftSection: <IconPlayerPause size={16} aria-hidden />,
        disabledReason: reasons.pause,
        onClick: pause.open,
      };
  return (
    <>
      <ChangeButton {...looks} />
      <CommandDialog command="pause" {...pause} />
    </>
  );
}

const showError = (error: Error): void => void notifications.show({ color: 'red', message: error.message });

function Rescan({ connection }: { readonly connection: Connection }) {
  const restart = useConfirmedCommand(connection.id, 'restart');
  return (
    <>
      <ChangeButton
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        disabledReason={unavailableReasons(connection).rescan}
        onClick={restart.open}
      >
        Rescan
      </ChangeButton>
      <CommandDialog command="restart" {...restart} />
    </>
  );
}

/** The commands that need a confirmation. */
type ConfirmedCommand = Exclude<ScanCommand, 'resume'>;

const TEXTS = {
  pause: {
    title: 'Pause the scan?',
    about:
      'No files are scanned until you resume the scan, not even changed ones. Events are still collected: files that change meanwhile are scanned first after you resume.',
    confirm: 'Pause',
  },
  restart: {
    title: 'Start a new full scan?',
    about:
      'A new scan of all users’ files starts immediately; a running scan is canceled. The files found so far stay listed, and changed files are still scanned first. A full scan makes about one API call per folder.',
    confirm: 'Rescan',
  },
} as const satisfies Readonly<Record<ConfirmedCommand, Readonly<Record<'title' | 'about' | 'confirm', string>>>>;

/** A command to the scan with the state of its confirmation dialog. */
function useConfirmedCommand(id: string, command: ConfirmedCommand) {
  const [isOpen, dialog] = useDisclosure(false);
  const mutation = useScanCommand(id, command, ({ message }) => {
    dialog.close();
    notifications.show({ message });
  });
  const open = (): void => {
    // Clears the error of an earlier attempt.
    if (!mutation.isPending) mutation.reset();
    dialog.open();
  };
  return { isOpen, open, close: dialog.close, mutation };
}

function CommandDialog({
  command,
  isOpen,
  close,
  mutation,
}: ReturnType<typeof useConfirmedCommand> & { readonly command: ConfirmedCommand }) {
  const { title, about, confirm } = TEXTS[command];
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      confirmLabel={confirm}
      isPending={mutation.isPending}
      error={mutation.error}
      onConfirm={() => mutation.mutate()}
    >
      <Text size="sm">{about}</Text>
    </ConfirmDialog>
  );
}
