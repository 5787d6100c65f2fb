import { Stack, Text } from '@mantine/core';
import type { ScanProblem } from '../../api/scan.js';
import { UntrustedText } from '../../ui/untrusted-text.js';

const TYPES: Readonly<Record<string, string>> = { user: 'User', folder: 'Folder', file: 'File' };

/** Problems of a scan, with remedies. */
export function ProblemList({
  problems,
  label,
}: {
  readonly problems: readonly ScanProblem[];
  readonly label: string;
}) {
  return (
    <Stack component="ul" gap="sm" m={0} p={0} aria-label={label}>
      {problems.map((problem) => (
        <Stack key={keyOf(problem)} component="li" gap={2} style={{ listStyle: 'none', minWidth: 0 }}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <bdi>{problem.message}</bdi>
          </Text>
          {problem.remedy !== null && (
            <Text size="sm" c="dimmed">
              What to do: {problem.remedy}
            </Text>
          )}
          {problem.itemType !== null && (
            <UntrustedText
              size="xs"
              c="dimmed"
              text={`${TYPES[problem.itemType] ?? problem.itemType} ${problem.itemId ?? ''}${ownerOf(problem)}`}
            />
          )}
        </Stack>
      ))}
    </Stack>
  );
}

const keyOf = ({ itemType, itemId, ownerId, code }: ScanProblem): string => [itemType, itemId, ownerId, code].join('/');

const ownerOf = ({ itemType, ownerId }: ScanProblem): string =>
  itemType === 'user' || ownerId === null ? '' : `, owned by user ${ownerId}`;
