import { SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fromLocalInput, toLocalInput, type LogFilter, type LogFilters } from './log-address.js';
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
      {TEXTS.map(({ name, max, ...field }) => (
        // A new key when the address changes: what was typed gives way to it.
        <TextFilter
          key={`${name} ${filters[name] ?? ''}`}
          {...field}
          max={max}
          name={name}
          filters={filters}
          change={change}
        />
      ))}
      {TIMES.map(({ name, label, about }) => (
        <TextInput
          key={name}
          type="datetime-local"
          size="sm"
          label={label}
          description={about}
          value={toLocalInput(filters[name])}
          onChange={({ currentTarget }) => change({ [name]: fromLocalInput(currentTarget.value), range: undefined })}
        />
      ))}
    </SimpleGrid>
  );
}

function TextFilter(props: {
  readonly name: LogFilter;
  readonly label: string;
  readonly about: string;
  readonly max: number;
  readonly filters: LogFilters;
  readonly change: ChangeFilters;
}) {
  const { name, filters, change } = props;
  const [text, setText] = useState(filters[name] ?? '');
  const take = (): void => {
    if (text.trim() !== (filters[name] ?? '')) change({ [name]: text });
  };
  return (
    <TextInput
      size="sm"
      label={props.label}
      description={props.about}
      maxLength={props.max}
      spellCheck={false}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') take();
      }}
    />
  );
}
