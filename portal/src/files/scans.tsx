import { Group, Stack, Text } from '@mantine/core';
import type { FileDetail } from '../api/files.js';
import { Time } from '../ui/time.js';

/** Why a file was looked at, in words. */
const REASONS: Readonly<Record<string, string>> = {
  bulk: 'Found by the full scan',
  modified: 'Something was done to it',
  subtree: 'Something was done to a folder above it',
  manual: 'Asked for by hand',
};

/** When the file was looked at, and why; the newest first. */
export function Scans({ scans }: Pick<FileDetail, 'scans'>) {
  if (scans.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No scan was recorded yet.
      </Text>
    );
  }
  return (
    <Stack component="ol" gap={6} p={0} m={0} style={{ listStyle: 'none' }}>
      {scans.map(({ scannedAt, reason, generation }, index) => (
        <Group component="li" key={`${scannedAt} ${index}`} justify="space-between" gap="xs">
          <Text size="sm">{REASONS[reason] ?? reason}</Text>
          <Text size="sm" c="dimmed" component="span">
            <Time at={scannedAt} /> · generation {generation}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
