import { Stack, Text } from '@mantine/core';
import type { ScanProblem } from '../../api/scan.js';
import { Time } from '../../ui/time.js';
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
          <Attempts problem={problem} />
        </Stack>
      ))}
    </Stack>
  );
}

/** How often it was tried, since when, and when it is tried again. */
function Attempts({ problem: { attempts, since, nextTryAt } }: { readonly problem: ScanProblem }) {
  if (since === null || attempts === null) return null;
  return (
    <Text size="xs" c="dimmed">
      Failed {attempts === 1 ? 'once' : `${attempts.toString()} times`} since <Time at={since} />
      {nextTryAt !== null && (
        <>
          ; next try <Time at={nextTryAt} />
        </>
      )}
    </Text>
  );
}

const keyOf = ({ itemType, itemId, ownerId, code }: ScanProblem): string => [itemType, itemId, ownerId, code].join('/');

const ownerOf = ({ itemType, ownerId }: ScanProblem): string =>
  itemType === 'user' || ownerId === null ? '' : `, owned by user ${ownerId}`;
