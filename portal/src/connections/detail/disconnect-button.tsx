import { Checkbox, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlugOff, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useDisconnect } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { ChangeButton } from '../../access/change-button.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { isEnding, whyNot } from '../../words/connection-status.js';

/** Disconnects; once that is done, deletes what was found. */
export function DisconnectButton({ connection }: { readonly connection: Connection }) {
  const [isOpen, setIsOpen] = useState(false);
  const [asked, setAsked] = useState(NOTHING_ASKED);
  const disconnect = useDisconnect(connection.id, () => {
    setIsOpen(false);
    if (asked.isEnded) notifications.show({ message: 'What was found is being deleted.' });
  });
  const isEnded = connection.status === 'disconnected';
  const reasons = whyNot(connection);
  const open = (): void => {
    if (!disconnect.isPending) disconnect.reset();
    setAsked({ ...NOTHING_ASKED, isEnded });
    setIsOpen(true);
  };
  const isPurge = asked.isEnded || asked.wantsPurge;
  return (
    <>
      <ChangeButton
        variant="default"
        leftSection={isEnded ? <IconTrash size={16} aria-hidden /> : <IconPlugOff size={16} aria-hidden />}
        whyNot={reasons[isEnded ? 'purge' : 'disconnect']}
        onClick={open}
      >
        {isEnded ? 'Delete what was found' : isEnding(connection) ? 'Disconnecting …' : 'Disconnect'}
      </ChangeButton>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={asked.isEnded ? 'Delete what was found?' : 'Disconnect?'}
        deed={asked.isEnded ? 'Delete' : isPurge ? 'Disconnect and delete' : 'Disconnect'}
        isDangerous
        isReady={!isPurge || asked.typed.trim() === connection.name.trim()}
        isPending={disconnect.isPending}
        error={disconnect.error}
        onConfirm={() => disconnect.mutate({ purge: isPurge })}
      >
        <Consequence name={connection.name} asked={asked} ask={setAsked} />
      </ConfirmDialog>
    </>
  );
}

/** What is asked for; `isEnded` as it was when the dialog came, which is not to change while somebody types. */
interface Asked {
  readonly isEnded: boolean;
  readonly wantsPurge: boolean;
  readonly typed: string;
}
const NOTHING_ASKED: Asked = { isEnded: false, wantsPurge: false, typed: '' };

function Consequence(props: { readonly name: string; readonly asked: Asked; readonly ask: (asked: Asked) => void }) {
  const { name, asked, ask } = props;
  return (
    <>
      {asked.isEnded ? (
        <Text size="sm">
          Files, folders, users and the activity log of this connection are deleted. That cannot be taken back.
        </Text>
      ) : (
        <>
          <Text size="sm">
            Scan, backfill and event stream of{' '}
            <strong style={{ overflowWrap: 'anywhere' }}>
              <bdi>{name}</bdi>
            </strong>{' '}
            end at once, and the token is revoked at Box. That cannot be taken back: to look into this enterprise again,
            a new connection is needed, and it scans everything anew.
          </Text>
          <Checkbox
            label="Delete what was found, too"
            description="Files, folders, users and the activity log of this connection. Otherwise they stay, as they are now."
            checked={asked.wantsPurge}
            onChange={(event) => ask({ ...asked, wantsPurge: event.currentTarget.checked })}
          />
        </>
      )}
      {(asked.isEnded || asked.wantsPurge) && (
        <TextInput
          label="Type the connection’s name to confirm"
          description={<bdi>{name}</bdi>}
          value={asked.typed}
          onChange={(event) => ask({ ...asked, typed: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </>
  );
}
