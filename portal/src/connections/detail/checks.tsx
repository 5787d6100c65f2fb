import { Group, Loader, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconDots, IconMinus, IconX, type Icon } from '@tabler/icons-react';
import type { Connection } from '../../api/connections.js';

type RunningTest = NonNullable<Connection['runningTest']>;
type Check = RunningTest['checks'][number];

const LOOKS = {
  passed: { icon: IconCheck, color: 'green', word: 'Passed' },
  failed: { icon: IconX, color: 'red', word: 'Failed' },
  skipped: { icon: IconMinus, color: 'gray', word: 'Skipped' },
} as const;

/** The checks of Test API, each with its verdict and what to do about it, and those that still wait for theirs. */
export function Checks(props: { readonly checks: readonly Check[]; readonly waiting?: RunningTest['waiting'] }) {
  const { checks, waiting = [] } = props;
  return (
    <Stack component="ul" gap="sm" m={0} p={0} aria-label="Checks" aria-busy={waiting.length > 0}>
      {checks.map((check) => (
        <Line key={check.id} title={check.title} picture={<Verdict status={check.status} />}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <bdi>{check.message}</bdi>
          </Text>
          {check.remedy !== null && (
            <Text size="sm" c="dimmed">
              What to do: {check.remedy}
            </Text>
          )}
        </Line>
      ))}
      {waiting.map(({ id, title }, index) => (
        <Line
          key={id}
          title={title}
          picture={index === 0 ? <Loader size={24} role="img" aria-label="Being checked" /> : <Waits />}
        />
      ))}
    </Stack>
  );
}

function Line(props: {
  readonly title: string;
  readonly picture: React.ReactNode;
  readonly children?: React.ReactNode;
}) {
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start" style={{ listStyle: 'none' }}>
      {props.picture}
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600}>
          {props.title}
        </Text>
        {props.children}
      </div>
    </Group>
  );
}

const Verdict = ({ status }: { readonly status: Check['status'] }) => <Sign {...LOOKS[status]} />;
const Waits = () => <Sign icon={IconDots} color="gray" word="Waits" />;

function Sign({ icon: Icon, color, word }: { readonly icon: Icon; readonly color: string; readonly word: string }) {
  return (
    <ThemeIcon color={color} variant="light" radius="xl" size={24} role="img" aria-label={word}>
      <Icon size={16} aria-hidden />
    </ThemeIcon>
  );
}
