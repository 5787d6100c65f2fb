/** The time of an event, in words. */
import type { Activity } from '../api/activity-log.js';
import { exactTime, shortTime } from '../format/times.js';

type Timed = Pick<Activity, 'occurredAt' | 'timeUnknown'>;

/** What is said where Box sent no readable time of an event: `occurredAt` is the time of receipt then. */
export const TIME_UNKNOWN = 'Time unknown';

/** When an event happened, to the minute, or when it was received. */
export const eventTime = (event: Timed): string => timeText(event, shortTime);

/** When an event happened, to the second with its time zone, or when it was received. */
export const exactEventTime = (event: Timed): string => timeText(event, exactTime);

const timeText = ({ occurredAt, timeUnknown }: Timed, format: (at: string) => string): string =>
  timeUnknown ? `${TIME_UNKNOWN}; received ${format(occurredAt)}` : format(occurredAt);
