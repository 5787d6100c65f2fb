/** The frame around every page: menu, account, and a warning if live updates stop. */
import { AppShell, Burger, Button, Group, NavLink } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconActivity, IconFiles, IconLayoutDashboard, IconPlugConnected } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link, Outlet, ScrollRestoration, useLocation, type Location } from 'react-router';
import { DisconnectedBadge } from '../live/disconnected-badge.js';
import { DisconnectedBanner } from '../live/disconnected-banner.js';
import { LiveConnections } from '../live/live-connections.js';
import { PATHS } from '../paths.js';
import { AccountMenu } from './account-menu.js';
import { ColorSchemeButton } from './color-scheme-button.js';
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
        <DisconnectedBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
