import { Button, Group, Paper, SimpleGrid, Stack, Text, ThemeIcon, Title, Tooltip } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconActivity, IconEye, IconFiles, IconPlugConnected, type Icon } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useMayChange } from '../api/session.js';
import { OPERATOR_LOOKS } from '../access/change-button.js';
import { WelcomeArt } from './welcome-art.js';

const PROMISES: readonly { readonly icon: Icon; readonly title: string; readonly about: string }[] = [
  { icon: IconFiles, title: 'Every file', about: 'Of every user, found in the background and kept up to date.' },
  { icon: IconEye, title: 'Who can reach it', about: 'From the owner alone to anybody with a link, in one look.' },
  { icon: IconActivity, title: 'What was done to it', about: 'The week before, and from then on as it happens.' },
];

/** What somebody sees who has just begun: what this is for, and the one thing to do. */
export function FirstRun() {
  useDocumentTitle('Welcome · Boxward');
  return (
    <Paper withBorder p={{ base: 'md', sm: 'xl' }} radius="lg">
      <Stack gap="xl">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="lg">
          <Stack gap="md" justify="center" align="flex-start">
            <Title order={1} fz={{ base: 28, sm: 36 }} lh={1.15}>
              See who can reach what you keep in Box
            </Title>
            <Text size="lg" c="dimmed" maw={460}>
              Connect Box once. Boxward looks at every file and goes on watching; it changes nothing there.
            </Text>
            <ConnectButton />
            <Text size="sm" c="dimmed">
              An admin of your Box gives consent in a few clicks; the steps are shown as you go.
            </Text>
          </Stack>
          <Group justify="center">
            <WelcomeArt />
          </Group>
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg">
          {PROMISES.map(({ icon: Picture, title, about }) => (
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
  if (useMayChange()) {
    return (
      <Button component={Link} to="/connections?connect=box" {...looks}>
        Connect Box
      </Button>
    );
  }
  return (
    <Tooltip label={OPERATOR_LOOKS} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      {/* The keyboard must come by to be told why. */}
      <Button {...looks} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        Connect Box
      </Button>
    </Tooltip>
  );
}
