import { Group, Stack, Text } from '@mantine/core';
import type { FileDetail } from '../api/files.js';
import { Time } from '../ui/time.js';
import { eventPhrase } from '../words/event-phrases.js';

type Scan = FileDetail['scans'][number];

const REASON_LABELS = {
  bulk: 'Full scan',
  modified: 'Rescanned after a change',
  subtree: 'Rescanned after a change of a parent folder',
  manual: 'Scan requested',
} as const satisfies Readonly<Record<Scan['reason'], string>>;

/** Why a file was scanned: the event behind it, if it is known. */
function scanReason(reason: Scan['reason'], eventType: string | null): string {
  if (eventType === null || reason === 'manual' || reason === 'bulk') return REASON_LABELS[reason];
  return `Rescanned after “${eventPhrase(eventType)}”`;
}

/** The last scans of a file and their reasons, newest first. */
export function Scans({ scans }: Pick<FileDetail, 'scans'>) {
  if (scans.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No scans yet.
      </Text>
    );
  }
  return (
    <Stack component="ol" gap={6} p={0} m={0} style={{ listStyle: 'none' }}>
      {scans.map(({ scannedAt, reason, generation, eventType }, index) => (
        <Group component="li" key={`${scannedAt} ${index}`} justify="space-between" gap="xs">
          <Text size="sm">{scanReason(reason, eventType)}</Text>
          <Text size="sm" c="dimmed" component="span">
            <Time at={scannedAt} /> · Scan {generation}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
