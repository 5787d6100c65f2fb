import { Group, Stack, Title } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { CopyTextButton } from '../ui/copy-text-button.js';
import classes from './events.module.css';
import { rawText } from './raw-text.js';

/** The event as Box sent it. */
export function RawJson({ raw }: { readonly raw: unknown }) {
  const text = useMemo(() => rawText(raw), [raw]);
  const shown = useRef<HTMLPreElement>(null);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h5">
          As Box sent it
        </Title>
        <CopyTextButton text={text} shown={shown} label="the event’s JSON" />
      </Group>
      {/* It scrolls, so the keyboard must reach it. */}
      <pre ref={shown} className={classes.raw} tabIndex={0} role="region" aria-label="The event’s JSON">
        {text}
      </pre>
    </Stack>
  );
}
