import { SimpleGrid } from '@mantine/core';
import { minuteOfTime, timeOfMinute } from '../format/date-fields.js';
import { DebouncedField } from '../ui/debounced-field.js';
import type { LogFilters } from './log-address.js';
import type { ChangeFilters } from './use-log.js';

const TEXT_FIELDS = [
  { name: 'actorId', label: 'User', about: 'Box user ID', max: 30 },
  { name: 'itemId', label: 'Item', about: 'Box ID of a file, folder or user', max: 30 },
  { name: 'ip', label: 'IP address', about: 'IPv4 or IPv6', max: 64 },
] as const;
const TIME_FIELDS = [
  { name: 'from', label: 'From', about: 'In your time zone' },
  { name: 'to', label: 'To', about: 'In your time zone' },
] as const;

/** The filters below "More filters": user, item, IP address and a custom time range. */
export function MoreFilters({ filters, change }: { readonly filters: LogFilters; readonly change: ChangeFilters }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm" verticalSpacing="xs">
      {TEXT_FIELDS.map(({ name, label, about, max }) => (
        <DebouncedField
          key={name}
          label={label}
          description={about}
          maxLength={max}
          spellCheck={false}
          autoComplete="off"
          value={filters[name] ?? ''}
          onCommit={(text) => change({ [name]: text })}
        />
      ))}
      {TIME_FIELDS.map(({ name, label, about }) => (
        <DebouncedField
          key={name}
          type="datetime-local"
          label={label}
          description={about}
          value={minuteOfTime(filters[name])}
          onCommit={(minute) => change({ [name]: timeOfMinute(minute), range: undefined })}
        />
      ))}
    </SimpleGrid>
  );
}
