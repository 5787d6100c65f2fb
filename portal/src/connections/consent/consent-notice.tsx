import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconHourglass } from '@tabler/icons-react';
import type { Connection } from '../../api/connections.js';
import { Fold } from '../../ui/disclosure.js';
import { ConsentButton } from './consent-button.js';
import { consentOutcome } from './consent-outcome.js';
import { ExceptFor } from './allow-app-key.js';
import { isAwaitingConsent } from '../../words/connection-status.js';
import { useConsentInAddress } from './use-consent-param.js';

/** Where a connection waits for consent: what happened, what to do, and the button for a new link. */
export function ConsentNotice({ connection }: { readonly connection: Connection }) {
  const { consent } = useConsentInAddress();
  const { statusReason, status } = connection;
  if (!isAwaitingConsent(connection)) return <EndNotice connection={connection} />;
  const outcome = consentOutcome(consent, connection);
  const isTrouble = statusReason !== null || outcome === 'denied' || outcome === 'failed';
  return (
    <Alert
      color={isTrouble ? 'orange' : 'blue'}
      variant="light"
      role={isTrouble ? 'alert' : 'status'}
      icon={isTrouble ? <IconAlertTriangle aria-hidden /> : <IconHourglass aria-hidden />}
      title={titleOf(connection, outcome)}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {statusReason?.message ??
            (outcome === 'denied' || outcome === 'failed'
              ? 'Box sent you back without a consent. A new consent link is needed.'
              : 'Somebody who is Admin of the Box enterprise has to follow the consent link. Is it lost? A new one takes its place.')}
        </Text>
        {statusReason?.remedy && <Text size="sm">What to do: {statusReason.remedy}</Text>}
        <ConsentButton
          connection={connection}
          variant={status === 'awaiting_consent' && !isTrouble ? 'default' : 'filled'}
        />
        <Fold label="Box said “Disabled by Administrator”">
          <ExceptFor />
        </Fold>
      </Stack>
    </Alert>
  );
}

function titleOf({ status, statusReason }: Connection, outcome: string): string {
  if (statusReason?.code === 'app_disabled_by_admin') return 'Disabled by the administrator';
  if (statusReason?.code === 'consent_denied' || (outcome === 'denied' && !statusReason)) return 'Consent was denied';
  if (statusReason?.code === 'consent_expired') return 'The consent link expired';
  if (status === 'needs_reauthorization') return 'A new consent is needed';
  return statusReason || outcome === 'failed' ? 'Box could not be connected' : 'Waiting for consent';
}

/** What a connection that has ended has left to be done. */
function EndNotice({ connection: { status, statusReason } }: { readonly connection: Connection }) {
  if (status !== 'disconnected' || !statusReason) return null;
  return (
    <Alert color="orange" title="One thing is left to do" icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm">{statusReason.message}</Text>
      {statusReason.remedy !== null && <Text size="sm">What to do: {statusReason.remedy}</Text>}
    </Alert>
  );
}
