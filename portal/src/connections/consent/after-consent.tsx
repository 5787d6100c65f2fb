import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Connection } from '../../api/connections.js';
import { TestApi } from '../detail/test-api.js';
import { consentOutcome, type ConsentOutcome } from './consent-outcome.js';
import { useConsentParam } from './use-consent-param.js';

const TITLES = {
  verifying: 'Verifying the consent',
  connected: 'Box was successfully connected',
  refused: 'Box could not be connected',
} as const satisfies Partial<Record<ConsentOutcome, string>>;
const hasDialog = (outcome: ConsentOutcome): outcome is keyof typeof TITLES => outcome in TITLES;

/** The dialog shown after a granted consent: success with Test API, or the reason for a failure. */
export function AfterConsent({ connection }: { readonly connection: Connection }) {
  const { consent, clear: close } = useConsentParam();
  const outcome = consentOutcome(consent, connection);
  return (
    <Modal
      opened={hasDialog(outcome)}
      onClose={close}
      size="lg"
      title={hasDialog(outcome) ? TITLES[outcome] : ''}
      closeButtonProps={{ 'aria-label': 'Close this dialog' }}
    >
      <Stack>
        <Outcome outcome={outcome} connection={connection} />
        <Group justify="flex-end">
          <Button variant={outcome === 'connected' ? 'filled' : 'default'} onClick={close}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Outcome({ outcome, connection }: { readonly outcome: ConsentOutcome; readonly connection: Connection }) {
  switch (outcome) {
    case 'verifying':
      return (
        <Group gap="sm" role="status" wrap="nowrap">
          <Loader size="sm" />
          <Text size="sm">Boxward is identifying the Box account. This takes a few seconds.</Text>
        </Group>
      );
    case 'connected':
      return (
        <>
          <Alert color="green" icon={<IconCircleCheck aria-hidden />} role="status">
            {connection.enterprise && (
              <>
                <bdi>{connection.enterprise.name}</bdi> is connected as <bdi>{connection.account?.login}</bdi>.{' '}
              </>
            )}
            The scan starts automatically; you can close this dialog and follow its progress.
          </Alert>
          <TestApi connection={connection} />
        </>
      );
    case 'refused':
      return (
        <Stack gap="sm" role="alert" align="flex-start">
          <Text size="sm">{connection.statusReason?.message}</Text>
          <Text size="sm">{connection.statusReason?.remedy}</Text>
        </Stack>
      );
    case 'none':
    case 'denied':
    case 'failed':
      return null;
  }
}
