import { Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useSteerScan, type Steering } from '../api/connection-actions.js';
import type { Connection } from '../api/connections.js';
import { ChangeButton } from '../components/change-button.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { DisconnectButton } from './disconnect-button.js';
import { hasFindings, whyNot } from './states.js';

/** What can be done to a connection; testing and consenting stand where their outcome is shown. */
export function Actions({ connection }: { readonly connection: Connection }) {
  // There is nothing to steer before the first consent, nor after the end.
  if (connection.status === 'disconnected') {
    return hasFindings(connection) ? <DisconnectButton connection={connection} /> : null;
  }
  if (connection.connectedAt === null) return <DisconnectButton connection={connection} />;
  const isPaused = connection.scan.state === 'paused';
  return (
    <>
      {isPaused ? <ResumeButton connection={connection} /> : <SteerButton connection={connection} how="pause" />}
      <SteerButton connection={connection} how="restart" />
      <DisconnectButton connection={connection} />
    </>
  );
}

function ResumeButton({ connection }: { readonly connection: Connection }) {
  const resume = useSteerScan(connection.id, 'resume');
  return (
    <ChangeButton
      leftSection={<IconPlayerPlay size={16} aria-hidden />}
      whyNot={whyNot(connection).resume}
      loading={resume.isPending}
      onClick={() =>
        resume.mutate(undefined, {
          onSuccess: () => notifications.show({ message: 'The scan goes on.' }),
          onError: tellTrouble,
        })
      }
    >
      Resume
    </ChangeButton>
  );
}

const tellTrouble = (error: Error): void => void notifications.show({ color: 'red', message: error.message });

const STEERING = {
  pause: {
    label: 'Pause',
    icon: IconPlayerPause,
    title: 'Pause the scan?',
    about:
      'Nothing more is scanned until you resume it, not even files that change. Events are still followed: what changes meanwhile waits, and goes first then.',
    deed: 'Pause',
    done: 'The scan pauses as soon as what is in hand is done.',
  },
  restart: {
    label: 'Rescan',
    icon: IconRefresh,
    title: 'Scan everything anew?',
    about:
      'A new scan of every user’s files begins at once; one that is running is given up. What was found stays listed meanwhile, and files that change still go first. It costs calls to Box: about one for each folder.',
    deed: 'Rescan',
    done: 'A new scan begins.',
  },
} as const;

function SteerButton({
  connection,
  how,
}: {
  readonly connection: Connection;
  readonly how: Exclude<Steering, 'resume'>;
}) {
  const { label, icon: Icon, title, about, deed, done } = STEERING[how];
  const steer = useSteerScan(connection.id, how);
  const [isOpen, dialog] = useDisclosure(false, { onOpen: steer.reset });
  const reasons = whyNot(connection);
  return (
    <>
      <ChangeButton
        variant="default"
        leftSection={<Icon size={16} aria-hidden />}
        whyNot={how === 'pause' ? reasons.pause : reasons.rescan}
        onClick={dialog.open}
      >
        {label}
      </ChangeButton>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={dialog.close}
        title={title}
        deed={deed}
        isPending={steer.isPending}
        error={steer.error}
        onConfirm={() =>
          steer.mutate(undefined, {
            onSuccess: () => {
              dialog.close();
              notifications.show({ message: done });
            },
          })
        }
      >
        <Text size="sm">{about}</Text>
      </ConfirmDialog>
    </>
  );
}
