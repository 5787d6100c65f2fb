import { Group, Stack, Title } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { CopyTextButton } from '../ui/copy-text-button.js';
import classes from './events.module.css';
import { rawText } from './raw-text.js';

/** The event's JSON as Box sent it. */
export function RawJson({ raw }: { readonly raw: unknown }) {
  const text = useMemo(() => rawText(raw), [raw]);
  const source = useRef<HTMLPreElement>(null);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h5">
          JSON from Box
        </Title>
        <CopyTextButton text={text} source={source} label="the event’s JSON" />
      </Group>
      {/* Scrollable, so it must be focusable. */}
      <pre ref={source} className={classes.raw} tabIndex={0} role="region" aria-label="The event’s JSON">
        {text}
      </pre>
    </Stack>
  );
}
