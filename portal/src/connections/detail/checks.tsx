import { Group, Loader, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconDots, IconMinus, IconX, type Icon } from '@tabler/icons-react';
import type { Connection } from '../../api/connections.js';
import { Time } from '../../ui/time.js';

type RunningTest = NonNullable<Connection['runningTest']>;
type Check = RunningTest['checks'][number];

interface StatusLook {
  readonly icon: Icon;
  readonly color: string;
  readonly label: string;
}

const LOOKS = {
  passed: { icon: IconCheck, color: 'green', label: 'Passed' },
  failed: { icon: IconX, color: 'red', label: 'Failed' },
  skipped: { icon: IconMinus, color: 'gray', label: 'Skipped' },
} as const satisfies Readonly<Record<Check['status'], StatusLook>>;
const PENDING: StatusLook = { icon: IconDots, color: 'gray', label: 'Pending' };

/** The checks of Test API: results with remedies, then the checks that are still pending. */
export function Checks(props: {
  readonly checks: readonly Check[];
  readonly waiting?: RunningTest['waiting'];
  readonly retrying?: RunningTest['retrying'];
  /** Whether the results say nothing of the present: they are then gray. */
  readonly isOutdated?: boolean;
}) {
  const { checks, waiting = [], retrying = null, isOutdated = false } = props;
  return (
    <Stack component="ul" gap="sm" m={0} p={0} aria-label="Checks" aria-busy={waiting.length > 0}>
      {checks.map((check) => (
        <Line
          key={check.id}
          title={check.title}
          icon={<StatusIcon {...LOOKS[check.status]} {...(isOutdated ? { color: 'gray' } : {})} />}
        >
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
          icon={index === 0 ? <Loader size={24} role="img" aria-label="Running" /> : <StatusIcon {...PENDING} />}
        >
          {index === 0 && retrying !== null && (
            <Text size="sm" c="dimmed" role="status">
              {retrying.message} Retrying, since <Time at={retrying.since} relative />.
            </Text>
          )}
        </Line>
      ))}
    </Stack>
  );
}

function Line(props: { readonly title: string; readonly icon: React.ReactNode; readonly children?: React.ReactNode }) {
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start" style={{ listStyle: 'none' }}>
      {props.icon}
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600}>
          {props.title}
        </Text>
        {props.children}
      </div>
    </Group>
  );
}

function StatusIcon({ icon: Icon, color, label }: StatusLook) {
  return (
    <ThemeIcon color={color} variant="light" radius="xl" size={24} role="img" aria-label={label}>
      <Icon size={16} aria-hidden />
    </ThemeIcon>
  );
}
