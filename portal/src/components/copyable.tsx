import { Button, Code, Group, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useRef, useState } from 'react';

type State = 'idle' | 'copied' | 'selected';
const LABELS: Readonly<Record<State, string>> = { idle: 'Copy', copied: 'Copied', selected: 'Press Ctrl+C' };
const SHOWN_MS = 4_000;

/** A text to be copied. Where the browser gives pages no clipboard (plain HTTP), it is selected instead. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<State>('idle');
  const code = useRef<HTMLElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      if (code.current) window.getSelection()?.selectAllChildren(code.current);
      setState('selected');
    }
    setTimeout(() => setState('idle'), SHOWN_MS);
  };
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      <Code ref={code} style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
        {text}
      </Code>
      <Button
        size="compact-sm"
        variant="default"
        flex="none"
        leftSection={state === 'copied' ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        aria-label={`Copy ${label}`}
        onClick={() => void copy()}
      >
        {LABELS[state]}
      </Button>
      <VisuallyHidden role="status">{state === 'idle' ? '' : LABELS[state]}</VisuallyHidden>
    </Group>
  );
}
