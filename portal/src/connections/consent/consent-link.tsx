import { Button, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ConsentLink } from '../../api/connection-actions.js';
import { Copyable } from '../../ui/copyable.js';
import { Fold } from '../../ui/disclosure.js';
import { Time } from '../../ui/time.js';
import { ExceptFor } from './allow-app-key.js';

/** A consent link: to be followed here and now, or sent to the Box admin. */
export function FollowLink({ link }: { readonly link: ConsentLink }) {
  return (
    <Stack gap="sm">
      <Text size="sm">
        Sign in to Box with the account that you chose and press <strong>Allow</strong>. Box then brings you back here.
      </Text>
      <Group gap="sm">
        <Button
          component="a"
          href={link.consentUrl}
          data-autofocus
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          Follow this link
        </Button>
        <Text size="sm">
          It works once, until <Time at={link.consentExpiresAt} /> (<Time at={link.consentExpiresAt} relative />
          ).
        </Text>
      </Group>
      <Fold label="Somebody else is the Box admin: copy the link to send it">
        <Copyable text={link.consentUrl} label="the consent link" />
      </Fold>
      <Fold label="Box says “Disabled by Administrator”">
        <ExceptFor />
      </Fold>
    </Stack>
  );
}
