/** The frame around every page: menu, account, and a warning if live updates stop. */
import {
  ActionIcon,
  AppShell,
  Badge,
  Burger,
  Button,
  Group,
  Menu,
  NavLink,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import {
  IconActivity,
  IconFiles,
  IconLayoutDashboard,
  IconLogout,
  IconMoon,
  IconPlugConnected,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, Outlet, ScrollRestoration, useLocation, type Location } from 'react-router';
import { sessionQuery, useSignOut } from '../api/session.js';
import { DisconnectedBadge } from '../live/disconnected-badge.js';
import { LiveConnections } from '../live/live-connections.js';
import { PATHS } from '../paths.js';
import classes from './frame.module.css';
import { Logo } from './logo.js';
import { focusMain, MAIN_ID, usePageFocus } from './use-page-focus.js';

const MENU = [
  { to: PATHS.overview, label: 'Overview', icon: IconLayoutDashboard },
  { to: PATHS.connections, label: 'App connectors', icon: IconPlugConnected },
  { to: PATHS.files, label: 'Files', icon: IconFiles },
  { to: PATHS.activityLog, label: 'Activity log', icon: IconActivity },
] as const;

const isAt = (pathname: string, to: string): boolean =>
  pathname === to || (to !== PATHS.overview && pathname.startsWith(`${to}/`));

/** Scroll positions are kept by path: changing a filter does not scroll. */
const byPathname = ({ pathname }: Location): string => pathname;

/** The frame; the page renders in the router's outlet. */
export function Frame() {
  const { pathname } = useLocation();
  const [isMenuOpen, { close, toggle }] = useDisclosure(false);
  useEffect(() => close(), [pathname, close]);
  usePageFocus();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isMenuOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <Button
        component="a"
        href={`#${MAIN_ID}`}
        className="skip-link"
        variant="filled"
        onClick={(event) => {
          // Following the link would add a history entry without the state of the present one.
          event.preventDefault();
          focusMain();
        }}
      >
        Skip to content
      </Button>
      <LiveConnections />
      <ScrollRestoration getKey={byPathname} />
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isMenuOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Menu"
              aria-expanded={isMenuOpen}
            />
            <Logo />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <DisconnectedBadge />
            <ColorSchemeButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main" className={classes['menu'] ?? ''} mod={{ collapsed: !isMenuOpen }}>
        {MENU.map(({ to, label, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            // Also closes the menu if this is the present page.
            onClick={close}
            label={label}
            active={isAt(pathname, to)}
            aria-current={isAt(pathname, to) ? 'page' : undefined}
            leftSection={<Icon size={18} aria-hidden />}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id={MAIN_ID} tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const Icon = isDark ? IconSun : IconMoon;
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={isDark ? 'Switch to light mode' : 'Switch to dark mode'}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}

function AccountMenu() {
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
