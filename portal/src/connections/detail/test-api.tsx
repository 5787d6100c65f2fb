import { Alert, Group, Stack, Text } from '@mantine/core';
import { ChangeButton } from '../../access/change-button.js';
import { useTestApi } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { ErrorAlert } from '../../ui/error-alert.js';
import { Time } from '../../ui/time.js';
import { standsStill } from '../../words/health.js';
import { unavailableReasons } from '../../words/actions.js';
import { failedTestNote } from '../../words/connection-status.js';
import { Checks } from './checks.js';

/** Test API: the last result, and the button that runs it. */
export function TestApi({ connection }: { readonly connection: Connection }) {
  const test = useTestApi(connection.id);
  const { lastTest, runningTest } = connection;
  // A test that outlasts the request continues; the connection then reports its progress and result.
  const isRunning = test.isPending || runningTest !== null || connection.status === 'testing';
  const isOutdated = standsStill(connection);
  const note = failedTestNote(connection);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">
          {isRunning ? (
            'Running the checks …'
          ) : lastTest && isOutdated ? (
            <>
              As of <Time at={lastTest.finishedAt} relative />:{' '}
              {lastTest.status === 'passed' ? 'all checks passed' : 'some checks failed'}. Not tested since.
            </>
          ) : lastTest ? (
            <>
              {lastTest.status === 'passed' ? 'All checks passed' : 'Some checks failed'},{' '}
              <Time at={lastTest.finishedAt} relative />.
            </>
          ) : (
            'Not run yet.'
          )}
        </Text>
        <ChangeButton
          size="sm"
          loading={test.isPending}
          disabledReason={unavailableReasons(connection).test}
          onClick={() => test.mutate()}
        >
          Test API
        </ChangeButton>
      </Group>
      <ErrorAlert error={test.error} />
      {isRunning ? (
        <Checks {...(runningTest ?? { checks: [], waiting: lastTest?.checks ?? [] })} />
      ) : (
        lastTest && <Checks checks={lastTest.checks} isOutdated={isOutdated} />
      )}
      {note !== null && !isRunning && (
        <Alert color="blue" variant="light">
          {note}
        </Alert>
      )}
    </Stack>
  );
}
