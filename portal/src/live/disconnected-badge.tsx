import { Badge, Box, Tooltip } from '@mantine/core';
import { useLiveState } from './live-state.js';

/** Wraps on a narrow screen instead of truncating the text. */
const WRAPPING = {
  root: { height: 'auto' },
  label: { whiteSpace: 'normal', textAlign: 'center', lineHeight: 1.3 },
} as const;

/** Warns that the page no longer receives live updates; empty while it does. */
export function DisconnectedBadge() {
  const isDisconnected = useLiveState() === 'disconnected';
  return (
    // The status role stays mounted: screen readers announce only changes inside it.
    <Box role="status">
      {isDisconnected && (
        <Tooltip
          label="Boxward is unreachable; this page may be out of date. It reconnects automatically."
          multiline
          maw={300}
        >
          <Badge color="orange" variant="light" size="sm" px={5} py={1} tt="none" styles={WRAPPING}>
            Page disconnected
          </Badge>
        </Tooltip>
      )}
    </Box>
  );
}
