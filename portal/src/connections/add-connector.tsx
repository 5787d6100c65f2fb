import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBox, IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { useMayChange } from '../api/session.js';
import { ChangeButton } from '../components/change-button.js';
import { BoxDialog } from './box-dialog.js';

const LABEL = 'Connect an app';

/** The "+": a menu of the apps that can be connected. There is one. */
export function AddConnector() {
  const mayChange = useMayChange();
  const [isOpen, dialog] = useDisclosure(false);
  const button = useRef<HTMLButtonElement>(null);
  const plus = <IconPlus size={18} aria-hidden />;
  if (!mayChange) {
    return (
      <ChangeButton leftSection={plus} onClick={() => undefined}>
        {LABEL}
      </ChangeButton>
    );
  }
  return (
    <>
      <Menu position="bottom-end" returnFocus>
        <Menu.Target>
          <Button leftSection={plus} ref={button}>
            {LABEL}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconBox size={18} aria-hidden />} onClick={dialog.open}>
            Box
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <BoxDialog isOpen={isOpen} onClose={dialog.close} onClosed={() => button.current?.focus()} />
    </>
  );
}
