import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { NewConnection } from '../../api/connection-actions.js';
import { connectionPath } from '../../paths.js';
import { BoxForm } from './box-form.js';
import { FollowLink } from './follow-link.js';

/** The dialog that connects Box: first the connection's name, then the consent link. */
export function BoxDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Called after the closing transition, to return the focus. */
  readonly onClosed: () => void;
}) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      onExitTransitionEnd={props.onClosed}
      returnFocus={false}
      title="Connect Box"
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Steps onClose={props.onClose} />
    </Modal>
  );
}

function Steps({ onClose }: { readonly onClose: () => void }) {
  const [created, setCreated] = useState<NewConnection | null>(null);
  if (!created) return <BoxForm onCreated={setCreated} />;
  return (
    <Stack>
      <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
        <bdi>
          <strong>{created.name}</strong>
        </bdi>{' '}
        was created. Next, a Box admin grants consent.
      </Text>
      <FollowLink link={created} />
      <Group justify="flex-end">
        <Button variant="default" component={Link} to={connectionPath(created.id)}>
          Open the connection
        </Button>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
