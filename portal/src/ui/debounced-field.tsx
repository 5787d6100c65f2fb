import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

const DEBOUNCE_MS = 300;

/** A text field that commits its text when typing pauses, on Enter and on blur. */
export function DebouncedField(
  props: Omit<TextInputProps, 'value' | 'onChange'> & {
    readonly value: string;
    readonly onCommit: (text: string) => void;
  },
) {
  const { value, onCommit, ...looks } = props;
  const [text, setText] = useState(value);
  // A new value that is not the one committed last was set elsewhere, and replaces what is typed.
  const [committed, setCommitted] = useState(value);
  const [previousValue, setPreviousValue] = useState(value);
  if (value !== previousValue) {
    setPreviousValue(value);
    if (value !== committed) {
      setText(value);
      setCommitted(value);
    }
  }
  const commit = useDebouncedCallback((next: string) => {
    // The value comes back trimmed: a pause between two words must not remove the space that was just typed.
    setCommitted(next.trim());
    onCommit(next);
  }, DEBOUNCE_MS);
  return (
    <TextInput
      {...looks}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        commit(currentTarget.value);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Enter' && commit.isPending()) commit.flush();
      }}
      onBlur={() => {
        if (commit.isPending()) commit.flush();
      }}
    />
  );
}
