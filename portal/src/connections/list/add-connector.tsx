import { Button, Menu } from '@mantine/core';
import { IconBox, IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { useSearchParams } from 'react-router';
import { useMayChange } from '../../api/session.js';
import { ChangeButton } from '../../access/change-button.js';
import { BoxDialog } from '../consent/box-dialog.js';

const LABEL = 'Connect an app';
/** In the address, so that other pages can lead here: `?connect=box`. */
const CONNECT = 'connect';

/** The "+": a menu of the apps that can be connected. There is one. */
export function AddConnector() {
  const mayChange = useMayChange();
  const [query, setQuery] = useSearchParams();
  const show = (app: string | null): void =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      if (app === null) next.delete(CONNECT);
      else next.set(CONNECT, app);
      return next;
    });
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
          <Menu.Item leftSection={<IconBox size={18} aria-hidden />} onClick={() => show('box')}>
            Box
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <BoxDialog
        isOpen={query.get(CONNECT) === 'box'}
        onClose={() => show(null)}
        onClosed={() => button.current?.focus()}
      />
    </>
  );
}
