import { Button, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type RefObject } from 'react';

/** What became of it. */
type State = 'idle' | 'copied' | 'selected';
const LABELS: Readonly<Record<State, string>> = { idle: 'Copy', copied: 'Copied', selected: 'Press Ctrl+C' };
const SHOWN_MS = 4_000;

/** Copies a text. Where the browser gives pages no clipboard (plain HTTP), the element that shows it is selected instead. */
export function CopyTextButton(props: {
  readonly text: string;
  readonly shown: RefObject<HTMLElement | null>;
  /** What the text is, for who does not see what stands beside the button. */
  readonly label: string;
}) {
  const [state, setState] = useState<State>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.text);
      setState('copied');
    } catch {
      if (props.shown.current) window.getSelection()?.selectAllChildren(props.shown.current);
      setState('selected');
    }
    setTimeout(() => setState('idle'), SHOWN_MS);
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        flex="none"
        leftSection={state === 'copied' ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        aria-label={`Copy ${props.label}`}
        onClick={() => void copy()}
      >
        {LABELS[state]}
      </Button>
      <VisuallyHidden role="status">{state === 'idle' ? '' : LABELS[state]}</VisuallyHidden>
    </>
  );
}
