import { Group, Loader, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import type { TestResult } from '../api/connection-actions.js';

const LOOKS = {
  passed: { icon: IconCheck, color: 'green', word: 'Passed' },
  failed: { icon: IconX, color: 'red', word: 'Failed' },
  skipped: { icon: IconMinus, color: 'gray', word: 'Skipped' },
} as const;

/** The checks of Test API, each with its verdict and what to do about it; while it runs, what is being checked. */
export function Checks({ result, isRunning }: { readonly result: TestResult; readonly isRunning: boolean }) {
  return (
    <Stack component="ul" gap="sm" m={0} p={0} aria-label="Checks" aria-busy={isRunning}>
      {result.checks.map((check) => (
        <Group key={check.id} component="li" gap="sm" wrap="nowrap" align="flex-start" style={{ listStyle: 'none' }}>
          <Verdict status={check.status} isRunning={isRunning} />
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600}>
              {check.title}
            </Text>
            {!isRunning && (
              <>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  <bdi>{check.message}</bdi>
                </Text>
                {check.remedy !== null && (
                  <Text size="sm" c="dimmed">
                    What to do: {check.remedy}
                  </Text>
                )}
              </>
            )}
          </div>
        </Group>
      ))}
    </Stack>
  );
}

function Verdict({ status, isRunning }: { readonly status: keyof typeof LOOKS; readonly isRunning: boolean }) {
  if (isRunning) return <Loader size={24} aria-label="Being checked" />;
  const { icon: Icon, color, word } = LOOKS[status];
  return (
    <ThemeIcon color={color} variant="light" radius="xl" size={24} role="img" aria-label={word}>
      <Icon size={16} aria-hidden />
    </ThemeIcon>
  );
}
