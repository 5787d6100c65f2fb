import { SimpleGrid } from '@mantine/core';
import { LateField } from '../ui/debounced-field.js';
import { minuteOfTime, timeOfMinute } from '../format/date-fields.js';
import type { LogFilters } from './log-address.js';
import type { ChangeFilters } from './use-log.js';

const TEXTS = [
  { name: 'actorId', label: 'Actor’s id', about: 'The Box user who did it', max: 30 },
  { name: 'itemId', label: 'Item’s id', about: 'A file, folder or user', max: 30 },
  { name: 'ip', label: 'IP address', about: 'Where it was done from', max: 64 },
] as const;
const TIMES = [
  { name: 'from', label: 'From', about: 'Your time zone' },
  { name: 'to', label: 'To', about: 'Your time zone' },
] as const;

/** What is filtered by more rarely: who, what, from where, and a stretch of time of one's own. */
export function MoreFilters({ filters, change }: { readonly filters: LogFilters; readonly change: ChangeFilters }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm" verticalSpacing="xs">
      {TEXTS.map(({ name, label, about, max }) => (
        <LateField
          key={name}
          label={label}
          description={about}
          maxLength={max}
          spellCheck={false}
          autoComplete="off"
          value={filters[name] ?? ''}
          take={(text) => change({ [name]: text })}
        />
      ))}
      {TIMES.map(({ name, label, about }) => (
        <LateField
          key={name}
          type="datetime-local"
          label={label}
          description={about}
          value={minuteOfTime(filters[name])}
          take={(minute) => change({ [name]: timeOfMinute(minute), range: undefined })}
        />
      ))}
    </SimpleGrid>
  );
}
