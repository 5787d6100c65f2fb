import { ActionIcon, Badge, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery, useSignOut } from '../api/session.js';

/** The signed-in user, the API documentation, and Sign out. */
export function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const signOut = useSignOut();
  if (!session) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label="Account">
          <IconUserCircle size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" c="var(--mantine-color-text)">
            <bdi>{session.name}</bdi>
          </Text>
          <Badge size="sm" variant="light" mt={4}>
            {session.role === 'admin' ? 'Admin' : 'Operator (read-only)'}
          </Badge>
        </Menu.Label>
        <Menu.Item component="a" href="/docs" target="_blank" rel="noreferrer">
          API documentation
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => signOut.mutate(undefined, { onError: showError })}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const showError = (error: Error): void =>
  void notifications.show({ color: 'red', title: 'Sign-out failed', message: error.message });
