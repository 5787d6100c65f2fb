import { Alert, Group, Stack, Text } from '@mantine/core';
import { useTestApi } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { ChangeButton } from '../../access/change-button.js';
import { Refusal } from '../../ui/error-alert.js';
import { Time } from '../../ui/time.js';
import { Checks } from './checks.js';
import { testSentence, whyNot } from '../../words/connection-status.js';

/** Test API: its last verdict, and the button to run it again. */
export function TestApi({ connection }: { readonly connection: Connection }) {
  const test = useTestApi(connection.id);
  const { lastTest, runningTest } = connection;
  // One that takes longer than anybody waits for goes on: the connection tells of it, and of its verdict.
  const isRunning = test.isPending || runningTest !== null || connection.status === 'testing';
  const sentence = testSentence(connection);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">
          {isRunning ? (
            'Asking Box …'
          ) : lastTest ? (
            <>
              {lastTest.status === 'passed' ? 'All is well' : 'Something is missing'}, as of{' '}
              <Time at={lastTest.finishedAt} relative />.
            </>
          ) : (
            'Not run yet.'
          )}
        </Text>
        <ChangeButton size="sm" loading={test.isPending} whyNot={whyNot(connection).test} onClick={() => test.mutate()}>
          Test API
        </ChangeButton>
      </Group>
      <Refusal error={test.error} />
      {isRunning ? (
        <Checks {...(runningTest ?? { checks: [], waiting: lastTest?.checks ?? [] })} />
      ) : (
        lastTest && <Checks checks={lastTest.checks} />
      )}
      {sentence !== null && !isRunning && (
        <Alert color="blue" variant="light">
          {sentence}
        </Alert>
      )}
    </Stack>
  );
}
