import { Button, Group, NativeSelect } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { connectionsQuery } from '../api/connections.js';
import { EXPOSURES } from '../words/exposures.js';
import { LateField } from '../ui/debounced-field.js';
import { dayOfTime, timeOfDay } from '../format/date-fields.js';
import classes from './filter-panel.module.css';
import { ANY_STATE, changeOfOwner, countFilters, NO_FILTERS, type Change, type FileFilter } from './view.js';

const STATES = [
  { value: '', label: 'Active' },
  { value: 'trashed', label: 'In the trash' },
  { value: 'gone', label: 'Gone' },
  { value: ANY_STATE, label: 'Any' },
];
const ACCESSES = [{ value: '', label: 'Any' }, ...EXPOSURES.map(({ access, label }) => ({ value: access, label }))];
const DAYS = [
  { name: 'modifiedAfter', label: 'Modified since' },
  { name: 'modifiedBefore', label: 'Modified before' },
  { name: 'scannedAfter', label: 'Scanned since' },
] as const;
const RARE = [
  'extension',
  'ownerId',
  'ownerLogin',
  'folderId',
  'modifiedAfter',
  'modifiedBefore',
  'scannedAfter',
] as const;

/** Which files: all of it is in the address. */
export function FilterPanel(props: {
  readonly filter: FileFilter;
  readonly change: (change: Change, how?: { readonly replace: boolean }) => void;
}) {
  const { filter, change } = props;
  const connections = useQuery(connectionsQuery);
  const rareId = useId();
  const search = useRef<HTMLInputElement>(null);
  const rareSet = RARE.filter((name) => filter[name] !== undefined).length;
  // Until somebody chooses, what is set is seen.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? rareSet > 0;
  const field = (name: 'q' | 'extension' | 'folderId') => ({
    value: filter[name] ?? '',
    take: (text: string) => change({ [name]: text.trim() }, { replace: true }),
  });
  const known = connections.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const { connectionId } = filter;
  // It may be disconnected, or not be told yet.
  const other = connectionId !== undefined && !known.some(({ value }) => value === connectionId) ? [connectionId] : [];

  return (
    <form role="search" aria-label="Files" className={classes.panel} onSubmit={(event) => event.preventDefault()}>
      <div className={classes.usual}>
        <LateField
          ref={search}
          className={classes.search ?? ''}
          label="Search in the path"
          type="search"
          maxLength={255}
          leftSection={<IconSearch size={16} aria-hidden />}
          {...field('q')}
        />
        <NativeSelect
          label="Connection"
          data={[{ value: '', label: 'All' }, ...known, ...other]}
          value={connectionId ?? ''}
          onChange={({ currentTarget }) => change({ connectionId: currentTarget.value })}
        />
        <NativeSelect
          label="Exposure"
          data={ACCESSES}
          value={filter.access ?? ''}
          onChange={({ currentTarget }) => change({ access: currentTarget.value })}
        />
        <NativeSelect
          label="State"
          data={STATES}
          value={filter.state === 'active' ? '' : (filter.state ?? ANY_STATE)}
          onChange={({ currentTarget }) => change({ state: currentTarget.value })}
        />
        <Group gap="xs" wrap="nowrap" className={classes.actions ?? ''}>
          <Button
            variant="default"
            aria-expanded={isOpen}
            aria-controls={rareId}
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
            onClick={() => setChosen(!isOpen)}
          >
            {rareSet > 0 ? `More filters (${rareSet})` : 'More filters'}
          </Button>
          {countFilters(filter) > 0 && (
            <Button
              variant="subtle"
              px="xs"
              leftSection={<IconX size={16} aria-hidden />}
              onClick={() => {
                change(NO_FILTERS);
                search.current?.focus();
              }}
            >
              Clear
            </Button>
          )}
        </Group>
      </div>
      <div id={rareId} hidden={!isOpen} className={classes.rare}>
        <LateField label="Extension" placeholder="pdf" maxLength={255} {...field('extension')} />
        <LateField
          label="Owner"
          placeholder="Login, or Box user id"
          maxLength={255}
          value={filter.ownerLogin ?? filter.ownerId ?? ''}
          take={(text) => change(changeOfOwner(text.trim()), { replace: true })}
        />
        <LateField
          label="In folder"
          placeholder="Box folder id"
          maxLength={30}
          inputMode="numeric"
          {...field('folderId')}
        />
        {DAYS.map(({ name, label }) => (
          <LateField
            key={name}
            type="date"
            label={label}
            value={dayOfTime(filter[name])}
            take={(day) => change({ [name]: timeOfDay(day) }, { replace: true })}
          />
        ))}
      </div>
    </form>
  );
}
