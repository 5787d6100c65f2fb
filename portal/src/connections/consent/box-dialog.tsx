import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { NewConnection } from '../../api/connection-actions.js';
import { FollowLink } from './consent-link.js';
import { BoxForm } from './box-form.js';

/** Connects Box: first the name, then the link to be followed. */
export function BoxDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** It is gone: the focus goes back to where it came from. */
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
        was created. What is left is the Box admin’s consent.
      </Text>
      <FollowLink link={created} />
      <Group justify="flex-end">
        <Button variant="default" component={Link} to={`/connections/${created.id}`}>
          To the connection’s page
        </Button>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
