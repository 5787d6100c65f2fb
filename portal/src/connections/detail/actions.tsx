import { Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useSteerScan, type Steering } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { ChangeButton } from '../../access/change-button.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { DisconnectButton } from './disconnect-button.js';
import { hasFindings, whyNot } from '../../words/connection-status.js';

/** What can be done to a connection; testing and consenting stand where their outcome is shown. */
export function Actions({ connection }: { readonly connection: Connection }) {
  // There is nothing to steer before the first consent, nor after the end.
  if (connection.status === 'disconnected') {
    return hasFindings(connection) ? <DisconnectButton connection={connection} /> : null;
  }
  if (connection.connectedAt === null) return <DisconnectButton connection={connection} />;
  return (
    <>
      <PauseOrResume connection={connection} />
      <Rescan connection={connection} />
      <DisconnectButton connection={connection} />
    </>
  );
}

/** One button for both: it keeps the focus when it becomes the other. */
function PauseOrResume({ connection }: { readonly connection: Connection }) {
  const pause = useSteering(connection.id, 'pause');
  const resume = useSteerScan(connection.id, 'resume', () => notifications.show({ message: 'The scan goes on.' }));
  const reasons = whyNot(connection);
  const isPaused = connection.scan.state === 'paused';
  const looks = isPaused
    ? {
        children: 'Resume',
        leftSection: <IconPlayerPlay size={16} aria-hidden />,
        loading: resume.isPending,
        whyNot: reasons.resume,
        onClick: () => resume.mutate(undefined, { onError: tellTrouble }),
      }
    : {
        children: 'Pause',
        variant: 'default',
        leftSection: <IconPlayerPause size={16} aria-hidden />,
        whyNot: reasons.pause,
        onClick: pause.open,
      };
  return (
    <>
      <ChangeButton {...looks} />
      <SteerDialog how="pause" {...pause} />
    </>
  );
}

const tellTrouble = (error: Error): void => void notifications.show({ color: 'red', message: error.message });

function Rescan({ connection }: { readonly connection: Connection }) {
  const restart = useSteering(connection.id, 'restart');
  return (
    <>
      <ChangeButton
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        whyNot={whyNot(connection).rescan}
        onClick={restart.open}
      >
        Rescan
      </ChangeButton>
      <SteerDialog how="restart" {...restart} />
    </>
  );
}

/** What is asked for once more before it is done. */
type Confirmed = Exclude<Steering, 'resume'>;

const CONFIRMED: Readonly<Record<Confirmed, Readonly<Record<'title' | 'about' | 'deed' | 'done', string>>>> = {
  pause: {
    title: 'Pause the scan?',
    about:
      'Nothing more is scanned until you resume it, not even files that change. Events are still followed: what changes meanwhile waits, and goes first then.',
    deed: 'Pause',
    done: 'The scan pauses as soon as what is in hand is done.',
  },
  restart: {
    title: 'Scan everything anew?',
    about:
      'A new scan of every user’s files begins at once; one that is running is given up. What was found stays listed meanwhile, and files that change still go first. It costs calls to Box: about one for each folder.',
    deed: 'Rescan',
    done: 'A new scan begins.',
  },
};

/** A way to steer the scan, and whether its dialog is open. */
function useSteering(id: string, how: Confirmed) {
  const [isOpen, dialog] = useDisclosure(false);
  const steer = useSteerScan(id, how, () => {
    dialog.close();
    notifications.show({ message: CONFIRMED[how].done });
  });
  const open = (): void => {
    // What was refused the last time is no news.
    if (!steer.isPending) steer.reset();
    dialog.open();
  };
  return { isOpen, open, close: dialog.close, steer };
}

function SteerDialog({ how, isOpen, close, steer }: ReturnType<typeof useSteering> & { readonly how: Confirmed }) {
  const { title, about, deed } = CONFIRMED[how];
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      deed={deed}
      isPending={steer.isPending}
      error={steer.error}
      onConfirm={() => steer.mutate()}
    >
      <Text size="sm">{about}</Text>
    </ConfirmDialog>
  );
}
