import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconUser, IconUsersGroup } from '@tabler/icons-react';
import type { FileDetail } from '../api/files.js';
import { UntrustedText } from '../ui/untrusted-text.js';

/** The collaborators of a file, including those inherited from the folders above it. */
export function Collaborators({ file }: { readonly file: FileDetail }) {
  const { collaborators, collaboratorsTruncated } = file;
  if (collaborators.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No collaborators.
      </Text>
    );
  }
  return (
    <>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {collaborators.map((each, index) => (
          <li key={index}>
            <Collaborator {...each} />
          </li>
        ))}
      </Stack>
      {collaboratorsTruncated && (
        <Text size="sm" mt="sm">
          Only the first {collaborators.length} are shown.
        </Text>
      )}
    </>
  );
}

function Collaborator({ party, role, status, isExternal, inheritedFrom }: FileDetail['collaborators'][number]) {
  const Icon = party.type === 'group' ? IconUsersGroup : IconUser;
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Icon size={18} aria-label={party.type === 'group' ? 'Group' : 'User'} style={{ flex: 'none', marginTop: 2 }} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <UntrustedText size="sm" fw={500} text={party.name || party.login || party.id} />
        {party.login !== null && party.login !== party.name && (
          <UntrustedText size="xs" c="dimmed" text={party.login} />
        )}
        {inheritedFrom && (
          <Text size="xs" c="dimmed">
            Inherited from <bdi>{inheritedFrom.path}</bdi>
          </Text>
        )}
      </div>
      <Group gap={4} justify="flex-end" style={{ flex: 'none', maxWidth: '50%' }}>
        {isExternal && (
          <Badge color="orange" variant="light">
            External
          </Badge>
        )}
        {status === 'pending' && (
          <Badge color="gray" variant="light">
            Pending
          </Badge>
        )}
        <Text size="sm">{role}</Text>
      </Group>
    </Group>
  );
}
