/** The frame around every page: where one can go, who is signed in, whether what is shown is live. */
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
import { LiveBadge } from '../live/live-badge.js';
import { LiveConnections } from '../live/live-connections.js';
import classes from './frame.module.css';
import { Logo } from './logo.js';
import { focusMain, MAIN_ID, usePageFocus } from './use-page-focus.js';

const PLACES = [
  { to: '/', label: 'Overview', icon: IconLayoutDashboard },
  { to: '/connections', label: 'App connectors', icon: IconPlugConnected },
  { to: '/files', label: 'Files', icon: IconFiles },
  { to: '/activities', label: 'Activity log', icon: IconActivity },
] as const;

const isAt = (pathname: string, to: string): boolean =>
  pathname === to || (to !== '/' && pathname.startsWith(`${to}/`));

/** Another filter is the same page: it stays where it was scrolled to. */
const byPathname = ({ pathname }: Location): string => pathname;

/** The frame; the page stands where the router's outlet is. */
export function Frame() {
  const { pathname } = useLocation();
  const [isOpen, { close, toggle }] = useDisclosure(false);
  // A place was chosen.
  useEffect(() => close(), [pathname, close]);
  usePageFocus();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <Button
        component="a"
        href={`#${MAIN_ID}`}
        className="skip-link"
        variant="filled"
        onClick={(event) => {
          // The address stays: what the browser's history keeps beside it would be lost.
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
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Places"
              aria-expanded={isOpen}
            />
            <Logo />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LiveBadge />
            <ColorSchemeButton />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Places" className={classes['places'] ?? ''} mod={{ collapsed: !isOpen }}>
        {PLACES.map(({ to, label, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            // One may be there already.
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
      aria-label={isDark ? 'Light colours' : 'Dark colours'}
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
            {session.role === 'admin' ? 'Admin' : 'Operator: looks, does not change'}
          </Badge>
        </Menu.Label>
        <Menu.Item component="a" href="/docs" target="_blank" rel="noreferrer">
          API documentation
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => signOut.mutate(undefined, { onError: tellTrouble })}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const tellTrouble = (error: Error): void =>
  void notifications.show({ color: 'red', title: 'You could not be signed out', message: error.message });
