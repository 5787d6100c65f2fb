import { Button, VisuallyHidden } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { Connection } from '../api/connections.js';
import { count } from '../format/numbers.js';
import classes from './events.module.css';
import { eventsSoFar } from './event-counts.js';

/** That events came in since the list was loaded: rows do not jump under somebody who reads, a button brings them. */
export function NewEvents(props: {
  readonly connections: readonly Connection[];
  readonly connectionId: string | undefined;
  /** Whether some of them may not fit the filters: the counters know of none. */
  readonly isFiltered: boolean;
  readonly onShow: () => void;
}) {
  const now = eventsSoFar(props.connections, props.connectionId);
  const [atFirst] = useState(now);
  const fresh = now - atFirst;
  return (
    <div className={fresh > 0 ? '' : classes.none}>
      {/* Told once: how many they are grows while one reads. */}
      <VisuallyHidden role="status">{fresh > 0 && 'New events came in'}</VisuallyHidden>
      {fresh > 0 && (
        <Button
          fullWidth
          size="compact-sm"
          variant="light"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={props.onShow}
        >
          {count(fresh)} new {fresh === 1 ? 'event' : 'events'}
          {props.isFiltered && ', not all of which may fit the filters'}
        </Button>
      )}
    </div>
  );
}
