import type { Activity } from '../api/activity-log.js';
import { eventTime, exactEventTime } from '../words/event-times.js';

/** When an event happened, or that this is unknown and when it was received; the exact time is in the tooltip. */
export function EventTime({ event }: { readonly event: Pick<Activity, 'occurredAt' | 'timeUnknown'> }) {
  return (
    <time dateTime={event.occurredAt} title={exactEventTime(event)}>
      {eventTime(event)}
    </time>
  );
}
