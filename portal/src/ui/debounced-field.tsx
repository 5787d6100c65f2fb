import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

const WAIT_MS = 300;

/** A field whose text counts once the typing pauses, with Enter, and when it is left. */
export function LateField(
  props: Omit<TextInputProps, 'value' | 'onChange'> & {
    readonly value: string;
    readonly take: (text: string) => void;
  },
) {
  const { value, take, ...looks } = props;
  const [text, setText] = useState(value);
  // What was told last, and what the value was when last seen: one that is neither came from elsewhere, and wins.
  const [told, setTold] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (value !== told) {
      setText(value);
      setTold(value);
    }
  }
  const tell = useDebouncedCallback((next: string) => {
    // The address has it without the space that a pause between two words ends with.
    setTold(next.trim());
    take(next);
  }, WAIT_MS);
  return (
    <TextInput
      {...looks}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        tell(currentTarget.value);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Enter' && tell.isPending()) tell.flush();
      }}
      onBlur={() => {
        if (tell.isPending()) tell.flush();
      }}
    />
  );
}
