import { Code, Group } from '@mantine/core';
import { useRef } from 'react';
import { CopyTextButton } from './copy-text-button.js';

/** A text with a button that copies it; `label` completes the button's accessible name "Copy …". */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const code = useRef<HTMLElement>(null);
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      <Code ref={code} style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
        {text}
      </Code>
      <CopyTextButton text={text} source={code} label={label} />
    </Group>
  );
}
