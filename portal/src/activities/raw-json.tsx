import { Button, CopyButton, Group, Stack, Title } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMemo } from 'react';
import classes from './events.module.css';
import { rawText } from './raw-text.js';

/** The event as Box sent it. */
export function RawJson({ raw }: { readonly raw: unknown }) {
  const text = useMemo(() => rawText(raw), [raw]);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h5">
          As Box sent it
        </Title>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              onClick={copy}
            >
              <span aria-live="polite">{copied ? 'Copied' : 'Copy JSON'}</span>
            </Button>
          )}
        </CopyButton>
      </Group>
      {/* It scrolls, so the keyboard must reach it. */}
      <pre className={classes.raw} tabIndex={0} role="region" aria-label="The event’s JSON">
        {text}
      </pre>
    </Stack>
  );
}
