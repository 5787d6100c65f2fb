import { Button, Menu } from '@mantine/core';
import { IconBox, IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { useSearchParams } from 'react-router';
import { ChangeButton } from '../../access/change-button.js';
import { useIsAdmin } from '../../api/session.js';
import { CONNECT_PARAM } from '../../paths.js';
import { BoxDialog } from '../consent/box-dialog.js';

const LABEL = 'Connect an app';

/** The menu of the apps that can be connected (only Box), with the dialog that connects one. */
export function AddConnector() {
  const isAdmin = useIsAdmin();
  const [query, setQuery] = useSearchParams();
  const show = (app: string | null): void =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      if (app === null) next.delete(CONNECT_PARAM);
      else next.set(CONNECT_PARAM, app);
      return next;
    });
  const button = useRef<HTMLButtonElement>(null);
  const plus = <IconPlus size={18} aria-hidden />;
  if (!isAdmin) {
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
        isOpen={query.get(CONNECT_PARAM) === 'box'}
        onClose={() => show(null)}
        onClosed={() => button.current?.focus()}
      />
    </>
  );
}
