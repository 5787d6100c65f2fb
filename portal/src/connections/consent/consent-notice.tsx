import { Alert, Stack, Text } from '@mantine/core';
import type { Connection } from '../../api/connections.js';
import { Disclosure } from '../../ui/disclosure.js';
import { isAwaitingConsent } from '../../words/connection-status.js';
import { toneOf } from '../../words/health.js';
import { toneLook } from '../../words/tones.js';
import { AllowAppKey } from './allow-app-key.js';
import { ConsentButton } from './consent-button.js';
import { consentOutcome, type ConsentOutcome } from './consent-outcome.js';
import { useConsentParam } from './use-consent-param.js';

/** While a connection waits for consent: what happened, what to do, and the button for a new link. */
export function ConsentNotice({ connection }: { readonly connection: Connection }) {
  const { consent } = useConsentParam();
  const { statusReason, status } = connection;
  if (!isAwaitingConsent(connection)) return <DisconnectedNotice connection={connection} />;
  const outcome = consentOutcome(consent, connection);
  const isRedirectedWithoutConsent = outcome === 'denied' || outcome === 'failed';
  const isWarning = statusReason !== null || isRedirectedWithoutConsent;
  // Box's redirect may say it before the connection does.
  const tone = toneOf(connection);
  const { color, icon: Picture } = toneLook(tone === 'waiting' && isWarning ? 'step_remains' : tone);
  return (
    <Alert
      color={color}
      variant="light"
      role={isWarning ? 'alert' : 'status'}
      icon={<Picture aria-hidden />}
      title={titleOf(connection, outcome)}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {statusReason?.message ??
            (isRedirectedWithoutConsent
              ? 'Box returned no consent. A new consent link is needed.'
              : 'An Admin of the Box enterprise must open the consent link. If you no longer have it, create a new one; the old one then stops working.')}
        </Text>
        {statusReason?.remedy && <Text size="sm">What to do: {statusReason.remedy}</Text>}
        <ConsentButton
          connection={connection}
          variant={status === 'awaiting_consent' && !isWarning ? 'default' : 'filled'}
        />
        <Disclosure label="Box shows “Disabled by Administrator”">
          <AllowAppKey />
        </Disclosure>
      </Stack>
    </Alert>
  );
}

function titleOf({ status, statusReason }: Connection, outcome: ConsentOutcome): string {
  if (statusReason?.code === 'app_disabled_by_admin') return 'Disabled by Administrator';
  if (statusReason?.code === 'consent_denied' || (outcome === 'denied' && !statusReason)) return 'Consent was denied';
  if (statusReason?.code === 'consent_expired') return 'The consent link expired';
  if (status === 'needs_reauthorization') return 'Reauthorization required';
  return statusReason || outcome === 'failed' ? 'Box could not be connected' : 'Waiting for consent';
}

/** What the user still has to do after a disconnect, such as revoking the token in Box. */
function DisconnectedNotice({ connection }: { readonly connection: Connection }) {
  const { status, statusReason } = connection;
  const { color, icon: Picture } = toneLook(toneOf(connection));
  if (status !== 'disconnected' || !statusReason) return null;
  return (
    <Alert color={color} title="One step remains" icon={<Picture aria-hidden />}>
      <Text size="sm">{statusReason.message}</Text>
      {statusReason.remedy !== null && <Text size="sm">What to do: {statusReason.remedy}</Text>}
    </Alert>
  );
}
