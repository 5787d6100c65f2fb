import { Checkbox, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlugOff, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { ChangeButton } from '../../access/change-button.js';
import { useDisconnect } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { unavailableReasons } from '../../words/actions.js';
import { isDisconnecting } from '../../words/connection-status.js';
import { ConfirmDialog } from './confirm-dialog.js';

/** Disconnects; on a disconnected connection, deletes the collected data. */
export function DisconnectButton({ connection }: { readonly connection: Connection }) {
  const [isOpen, setIsOpen] = useState(false);
  const [form, setForm] = useState(EMPTY_FORM);
  const disconnect = useDisconnect(connection.id, () => {
    setIsOpen(false);
    if (form.isDisconnected) notifications.show({ message: 'Deleting the collected data …' });
  });
  const isDisconnected = connection.status === 'disconnected';
  const reasons = unavailableReasons(connection);
  const open = (): void => {
    if (!disconnect.isPending) disconnect.reset();
    setForm({ ...EMPTY_FORM, isDisconnected });
    setIsOpen(true);
  };
  const isPurge = form.isDisconnected || form.wantsPurge;
  return (
    <>
      <ChangeButton
        variant="default"
        leftSection={isDisconnected ? <IconTrash size={16} aria-hidden /> : <IconPlugOff size={16} aria-hidden />}
        disabledReason={reasons[isDisconnected ? 'purge' : 'disconnect']}
        onClick={open}
      >
        {isDisconnected ? 'Delete collected data' : isDisconnecting(connection) ? 'Disconnecting …' : 'Disconnect'}
      </ChangeButton>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={form.isDisconnected ? 'Delete the collected data?' : 'Disconnect?'}
        confirmLabel={form.isDisconnected ? 'Delete' : isPurge ? 'Disconnect and delete' : 'Disconnect'}
        isDangerous
        isReady={!isPurge || form.typedName.trim() === connection.name.trim()}
        isPending={disconnect.isPending}
        error={disconnect.error}
        onConfirm={() => disconnect.mutate({ purge: isPurge })}
      >
        <Consequences name={connection.name} form={form} setForm={setForm} />
      </ConfirmDialog>
    </>
  );
}

/** The dialog's state. `isDisconnected` is set when the dialog opens and must not change while the user types. */
interface DisconnectForm {
  readonly isDisconnected: boolean;
  readonly wantsPurge: boolean;
  readonly typedName: string;
}
const EMPTY_FORM: DisconnectForm = { isDisconnected: false, wantsPurge: false, typedName: '' };

function Consequences(props: {
  readonly name: string;
  readonly form: DisconnectForm;
  readonly setForm: (form: DisconnectForm) => void;
}) {
  const { name, form, setForm } = props;
  return (
    <>
      {form.isDisconnected ? (
        <Text size="sm">
          This deletes the files, folders, users and activity log of this connection. It cannot be undone.
        </Text>
      ) : (
        <>
          <Text size="sm">
            Scanning and events of{' '}
            <strong style={{ overflowWrap: 'anywhere' }}>
              <bdi>{name}</bdi>
            </strong>{' '}
            stop immediately, and the token is revoked at Box. This cannot be undone: to scan this enterprise again, you
            need a new connection, which starts with a full scan.
          </Text>
          <Checkbox
            label="Also delete the collected data"
            description="Deletes the files, folders, users and activity log of this connection. Otherwise they are kept as they are."
            checked={form.wantsPurge}
            onChange={(event) => setForm({ ...form, wantsPurge: event.currentTarget.checked })}
          />
        </>
      )}
      {(form.isDisconnected || form.wantsPurge) && (
        <TextInput
          label="Type the connection’s name to confirm"
          description={<bdi>{name}</bdi>}
          value={form.typedName}
          onChange={(event) => setForm({ ...form, typedName: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </>
  );
}
