import { Button, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type RefObject } from 'react';

type State = 'idle' | 'copied' | 'selected';
const LABELS: Readonly<Record<State, string>> = { idle: 'Copy', copied: 'Copied', selected: 'Press Ctrl+C' };
const FEEDBACK_MS = 4_000;

/** Copies a text. Where the browser has no clipboard access (plain HTTP), selects the element that shows the text. */
export function CopyTextButton(props: {
  readonly text: string;
  /** The element that shows the text. */
  readonly source: RefObject<HTMLElement | null>;
  /** What the text is, for the accessible name: "Copy {label}". */
  readonly label: string;
}) {
  const [state, setState] = useState<State>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.text);
      setState('copied');
    } catch {
      if (props.source.current) window.getSelection()?.selectAllChildren(props.source.current);
      setState('selected');
    }
    setTimeout(() => setState('idle'), FEEDBACK_MS);
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
