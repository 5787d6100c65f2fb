import { Text, type TextProps } from '@mantine/core';

/**
 * Text from outside, such as a file's or user's name: shown as plain text, isolated so that its writing direction does
 * not affect its surroundings (`bdi`), and truncated with the full text as its title.
 */
export function UntrustedText({ text, ...looks }: { readonly text: string } & TextProps) {
  return (
    <Text truncate title={text} component="bdi" display="block" {...looks}>
      {text}
    </Text>
  );
}
