import { Button, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ConsentLink } from '../../api/connection-actions.js';
import { Copyable } from '../../ui/copyable.js';
import { Disclosure } from '../../ui/disclosure.js';
import { Time } from '../../ui/time.js';
import { AllowAppKey } from './allow-app-key.js';

/** A consent link: to open now, or to copy for the Box admin. */
export function FollowLink({ link }: { readonly link: ConsentLink }) {
  return (
    <Stack gap="sm">
      <Text size="sm">
        Sign in to Box with the chosen account and click <strong>Grant access to Box</strong>. Box then returns you
        here.
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
          It works once and expires at <Time at={link.consentExpiresAt} /> (
          <Time at={link.consentExpiresAt} relative />
          ).
        </Text>
      </Group>
      <Disclosure label="Someone else is the Box admin: copy the link and send it">
        <Copyable text={link.consentUrl} label="the consent link" />
      </Disclosure>
      <Disclosure label="Box shows “Disabled by Administrator”">
        <AllowAppKey />
      </Disclosure>
    </Stack>
  );
}
