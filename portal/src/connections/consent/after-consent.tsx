import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Connection } from '../../api/connections.js';
import { consentOutcome, type ConsentOutcome } from './consent-outcome.js';
import { TestApi } from '../detail/test-api.js';
import { useConsentInAddress } from './use-consent-param.js';

const TITLES = {
  taking_in: 'Box brought you back',
  connected: 'Box was successfully connected',
  refused: 'Box could not be connected',
} as const;
const isTitled = (outcome: ConsentOutcome): outcome is keyof typeof TITLES => outcome in TITLES;

/** What somebody who pressed Allow is told on coming back: that it worked, with Test API, or why it did not. */
export function AfterConsent({ connection }: { readonly connection: Connection }) {
  const { consent, forget: close } = useConsentInAddress();
  const outcome = consentOutcome(consent, connection);
  return (
    <Modal
      opened={isTitled(outcome)}
      onClose={close}
      size="lg"
      title={isTitled(outcome) ? TITLES[outcome] : ''}
      closeButtonProps={{ 'aria-label': 'Close this dialog' }}
    >
      <Stack>
        <Told outcome={outcome} connection={connection} />
        <Group justify="flex-end">
          <Button variant={outcome === 'connected' ? 'filled' : 'default'} onClick={close}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Told({ outcome, connection }: { readonly outcome: ConsentOutcome; readonly connection: Connection }) {
  switch (outcome) {
    case 'taking_in':
      return (
        <Group gap="sm" role="status" wrap="nowrap">
          <Loader size="sm" />
          <Text size="sm">Boxward is finding out whose consent this is. That takes a few seconds.</Text>
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
            The scan begins by itself; you can close this and watch it.
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
