import { Button, Divider, Group, List, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../api/client.js';
import { useCreateConnection, type NewConnection } from '../../api/connection-actions.js';
import { connectionsQuery } from '../../api/connections.js';
import { boxGuideQuery } from '../../api/connectors.js';
import { Disclosure } from '../../ui/disclosure.js';
import { ErrorAlert } from '../../ui/error-alert.js';
import { AccountNotes } from './account-notes.js';
import { AllowAppKey } from './allow-app-key.js';
import { nameProblem } from './name-problem.js';
import { randomKey } from './random-key.js';

/** The form that creates a connection, with what the admin needs to know first. */
export function BoxForm({ onCreated }: { readonly onCreated: (connection: NewConnection) => void }) {
  const create = useCreateConnection();
  const { data: connections } = useQuery(connectionsQuery);
  // Only the first connection gets a default name: names are unique.
  const form = useForm({
    initialValues: { name: connections?.items.length === 0 ? 'Box' : '' },
    validate: { name: nameProblem },
  });
  // A retry with the same name sends the same key: it creates no second connection if the first response was lost.
  const [sent, setSent] = useState({ name: '', key: '' });
  const submit = (name: string): void => {
    const key = sent.name === name ? sent.key : randomKey();
    setSent({ name, key });
    create.mutate(
      { name, idempotencyKey: key },
      {
        onSuccess: onCreated,
        onError: (error) => form.setErrors(nameError(error) ? { name: nameError(error) } : {}),
      },
    );
  };
  return (
    <form onSubmit={form.onSubmit(({ name }) => submit(name.trim()))} noValidate>
      <Stack>
        <TextInput
          label="Name"
          description="For example, the name of the enterprise"
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <section>
          <Title order={3} size="h5" mb={4}>
            Box account to use
          </Title>
          <AccountNotes />
        </section>
        <Divider />
        <section>
          <Title order={3} size="h5" mb={4}>
            Allow Boxward in Box
          </Title>
          <AllowAppKey />
        </section>
        <Permissions />
        {create.error && !nameError(create.error) && <ErrorAlert error={create.error} />}
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
    <Disclosure label="Permissions that Boxward requests">
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
    </Disclosure>
  );
}

/** The message for the name field; undefined if the error is not about the name. */
function nameError(error: Error): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  if (error.code === 'name_in_use') return 'A connection with this name already exists. Choose another name.';
  const field = error.fields.find((each) => each.field === 'body.name');
  return field && `The name ${field.message}.`;
}
