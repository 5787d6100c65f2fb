import { Text, type TextProps } from '@mantine/core';

/**
 * Text from outside, as a file's name or a user's: whatever it holds is shown as text, its direction of writing does not
 * spill over (`bdi`), and what is too long ends in dots, with the whole on hover.
 */
export function ForeignText({ text, ...looks }: { readonly text: string } & TextProps) {
  return (
    <Text truncate title={text} component="bdi" display="block" {...looks}>
      {text}
    </Text>
  );
}
