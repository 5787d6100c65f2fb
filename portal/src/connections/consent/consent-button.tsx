import { Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink } from '@tabler/icons-react';
import { ChangeButton } from '../../access/change-button.js';
import { useConsentLink } from '../../api/connection-actions.js';
import type { Connection } from '../../api/connections.js';
import { ErrorAlert } from '../../ui/error-alert.js';
import { unavailableReasons } from '../../words/actions.js';
import { FollowLink } from './follow-link.js';
import { useConsentParam } from './use-consent-param.js';

/** Creates a new consent link and shows it in a dialog. */
export function ConsentButton({ connection, variant }: { readonly connection: Connection; readonly variant?: string }) {
  const link = useConsentLink(connection.id);
  const { clear } = useConsentParam();
  const [isOpen, dialog] = useDisclosure(false);
  const createLink = (): void => {
    // The outcome of the previous consent no longer matters.
    clear();
    link.mutate(undefined, { onSettled: dialog.open });
  };
  return (
    <>
      <ChangeButton
        variant={variant ?? 'filled'}
        leftSection={<IconLink size={16} aria-hidden />}
        disabledReason={unavailableReasons(connection).reauthorize}
        loading={link.isPending}
        onClick={createLink}
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
        <ErrorAlert error={link.error} />
        {link.data && <FollowLink link={link.data} />}
      </Modal>
    </>
  );
}
