import { Button, Divider, Group, List, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../api/client.js';
import { useCreateConnection, type NewConnection } from '../../api/connection-actions.js';
import { connectionsQuery } from '../../api/connections.js';
import { boxGuideQuery } from '../../api/connectors.js';
import { Fold } from '../../ui/disclosure.js';
import { Refusal } from '../../ui/error-alert.js';
import { ExceptFor } from './allow-app-key.js';
import { AccountNotes } from './account-notes.js';
import { nameProblem } from './name-problem.js';
import { randomKey } from './random-key.js';

/** What to know before Box is connected, and the connection's name. */
export function BoxForm({ onCreated }: { readonly onCreated: (connection: NewConnection) => void }) {
  const create = useCreateConnection();
  const { data: connections } = useQuery(connectionsQuery);
  // The first one hardly needs a name to be told by.
  const form = useForm({
    initialValues: { name: connections?.items.length === 0 ? 'Box' : '' },
    validate: { name: nameProblem },
  });
  // The same name goes with the same key: whatever became of the first answer, there is one connection.
  const [sent, setSent] = useState({ name: '', key: '' });
  const submit = (name: string): void => {
    const key = sent.name === name ? sent.key : randomKey();
    setSent({ name, key });
    create.mutate(
      { name, idempotencyKey: key },
      {
        onSuccess: onCreated,
        onError: (error) => form.setErrors(atName(error) ? { name: atName(error) } : {}),
      },
    );
  };
  return (
    <form onSubmit={form.onSubmit(({ name }) => submit(name.trim()))} noValidate>
      <Stack>
        <TextInput
          label="Name"
          description="By which you know this connection, such as the enterprise’s name"
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <section>
          <Title order={3} size="h5" mb={4}>
            Which Box account
          </Title>
          <AccountNotes />
        </section>
        <Divider />
        <section>
          <Title order={3} size="h5" mb={4}>
            Allow Boxward’s key in Box
          </Title>
          <ExceptFor />
        </section>
        <Permissions />
        {create.error && !atName(create.error) && <Refusal error={create.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            Connect Box
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Permissions() {
  const { data: guide } = useQuery(boxGuideQuery);
  if (!guide) return null;
  return (
    <Fold label="What Boxward asks Box for">
      <List size="sm" spacing={4}>
        {guide.permissions.map(({ name, consoleName, why }) => (
          <List.Item key={name}>
            <Text span fw={600} size="sm">
              {consoleName}
            </Text>
            : {why}
          </List.Item>
        ))}
      </List>
    </Fold>
  );
}

/** What the API has against the name; undefined when it is something else that is wrong. */
function atName(error: Error): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  if (error.code === 'name_in_use') return 'There is a connection of this name already; choose another name.';
  const field = error.fields.find((each) => each.field === 'body.name');
  return field && `The name ${field.message}.`;
}
