import { Button, Group, Paper, SimpleGrid, Stack, Text, ThemeIcon, Title, Tooltip } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconActivity, IconEye, IconFiles, IconPlugConnected, type Icon } from '@tabler/icons-react';
import { Link } from 'react-router';
import { READ_ONLY_REASON } from '../access/change-button.js';
import { useIsAdmin } from '../api/session.js';
import { CONNECT_BOX_PATH } from '../paths.js';
import { WelcomeArt } from './welcome-art.js';

const FEATURES: readonly { readonly icon: Icon; readonly title: string; readonly about: string }[] = [
  { icon: IconFiles, title: 'Every file', about: 'Of every user, scanned in the background and kept up to date.' },
  { icon: IconEye, title: 'Who has access', about: 'From the owner only to anyone with the link, at a glance.' },
  {
    icon: IconActivity,
    title: 'What happens to it',
    about: 'All activity from the last 7 days, and from now on live.',
  },
];

/** The overview while no connection exists: what Boxward does, and the button to start. */
export function FirstRun() {
  useDocumentTitle('Welcome · Boxward');
  return (
    <Paper withBorder p={{ base: 'md', sm: 'xl' }} radius="lg">
      <Stack gap="xl">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="lg">
          <Stack gap="md" justify="center" align="flex-start">
            <Title order={1} fz={{ base: 28, sm: 36 }} lh={1.15}>
              See who has access to your files in Box
            </Title>
            <Text size="lg" c="dimmed" maw={460}>
              Connect Box once. Boxward scans every file and monitors changes; it never changes anything in Box.
            </Text>
            <ConnectButton />
            <Text size="sm" c="dimmed">
              A Box admin grants consent in a few clicks; Boxward shows the steps.
            </Text>
          </Stack>
          <Group justify="center">
            <WelcomeArt />
          </Group>
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg">
          {FEATURES.map(({ icon: Picture, title, about }) => (
            <Group key={title} gap="sm" wrap="nowrap" align="flex-start">
              <ThemeIcon size={40} radius="xl" variant="light" aria-hidden>
                <Picture size={22} />
              </ThemeIcon>
              <Stack gap={2}>
                <Text fw={600}>{title}</Text>
                <Text size="sm" c="dimmed">
                  {about}
                </Text>
              </Stack>
            </Group>
          ))}
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}

function ConnectButton() {
  const looks = { size: 'lg', leftSection: <IconPlugConnected size={22} aria-hidden /> } as const;
  if (useIsAdmin()) {
    return (
      <Button component={Link} to={CONNECT_BOX_PATH} {...looks}>
        Connect Box
      </Button>
    );
  }
  return (
    <Tooltip label={READ_ONLY_REASON} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      {/* Stays focusable, so that keyboard users get the reason, too. */}
      <Button {...looks} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        Connect Box
      </Button>
    </Tooltip>
  );
}
