import { Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink } from '@tabler/icons-react';
import { useConsentLink } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { ChangeButton } from '../../access/change-button.js';
import { Refusal } from '../../ui/error-alert.js';
import { FollowLink } from './consent-link.js';
import { whyNot } from '../../words/connection-status.js';
import { useConsentInAddress } from './use-consent-param.js';

/** Asks for a new consent link, and shows it. */
export function ConsentButton({ connection, variant }: { readonly connection: Connection; readonly variant?: string }) {
  const link = useConsentLink(connection.id);
  const { forget } = useConsentInAddress();
  const [isOpen, dialog] = useDisclosure(false);
  const ask = (): void => {
    // What became of the consent before is over.
    forget();
    link.mutate(undefined, { onSettled: dialog.open });
  };
  return (
    <>
      <ChangeButton
        variant={variant ?? 'filled'}
        leftSection={<IconLink size={16} aria-hidden />}
        whyNot={whyNot(connection).reauthorize}
        loading={link.isPending}
        onClick={ask}
      >
        New consent link
      </ChangeButton>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title="New consent link"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Refusal error={link.error} />
        {link.data && <FollowLink link={link.data} />}
      </Modal>
    </>
  );
}
