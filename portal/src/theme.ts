/** How the portal looks, besides what the component library gives. */
import { createTheme, Notification, type MantineColor } from '@mantine/core';
import type { components } from './api/schema.js';

/** Calm, dense enough for tables; text of AA contrast on both grounds. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif, "Noto Color Emoji"',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Noto Sans Mono", Menlo, Consolas, monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.15rem' } } },
  components: {
    // Its cross has no name of its own.
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close this message' } } }),
  },
});

/** From closed to open: grey, blue, orange, red. */
export const EXPOSURE_COLORS: Readonly<Record<components['schemas']['File']['access'], MantineColor>> = {
  private: 'gray',
  internal: 'blue',
  external: 'orange',
  public: 'red',
};
