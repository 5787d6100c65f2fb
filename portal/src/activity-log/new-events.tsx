import { Button, VisuallyHidden } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { Connection } from '../api/connections.js';
import { countOf } from '../format/numbers.js';
import { streamedEvents } from './event-counts.js';
import classes from './events.module.css';

/** A button that loads the events received since the list was loaded: rows never move while the user reads. */
export function NewEvents(props: {
  readonly connections: readonly Connection[];
  readonly connectionId: string | undefined;
  /** Whether some new events may not match the filters: the counters include all events. */
  readonly isFiltered: boolean;
  readonly onShow: () => void;
}) {
  const current = streamedEvents(props.connections, props.connectionId);
  const [initial] = useState(current);
  const added = current - initial;
  return (
    <div className={added > 0 ? '' : classes.none}>
      {/* Without the number, which would be announced at every change. */}
      <VisuallyHidden role="status">{added > 0 && 'New events available'}</VisuallyHidden>
      {added > 0 && (
        <Button
          fullWidth
          size="compact-sm"
          variant="light"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={props.onShow}
        >
          {countOf(added, 'new event')}
          {props.isFiltered && ' (some may not match the filters)'}
        </Button>
      )}
    </div>
  );
}
