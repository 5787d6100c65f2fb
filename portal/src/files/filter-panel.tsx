import { Button, Group, NativeSelect } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { connectionsQuery, type Connection } from '../api/connections.js';
import { filesSummaryQuery, type FileFilter, type FileSummary } from '../api/files.js';
import { dayOfTime, timeOfDay } from '../format/date-fields.js';
import { count } from '../format/numbers.js';
import { DebouncedField } from '../ui/debounced-field.js';
import { EXPOSURES } from '../words/exposures.js';
import { FILE_STATE_LABELS } from '../words/file-states.js';
import { keysOf } from '../words/keys.js';
import classes from './filter-panel.module.css';
import { ANY_STATE, countFilters, filterByOwner, NO_FILTERS, type ViewChange } from './view.js';

/** The states with the number of files in each, once they are counted. */
const stateOptions = (byState: FileSummary['byState'] | undefined) => [
  ...keysOf(FILE_STATE_LABELS).map((state) => ({
    value: state,
    label: byState ? `${FILE_STATE_LABELS[state]} (${count(byState[state])})` : FILE_STATE_LABELS[state],
  })),
  { value: ANY_STATE, label: 'Any' },
];
/** The choices of several connections; their values are those of `connectionState`. */
const CONNECTION_GROUPS = [
  { value: '', label: 'All' },
  { value: 'any', label: 'All, with disconnected ones' },
  { value: 'disconnected', label: 'Disconnected ones' },
];
const EXPOSURE_OPTIONS = [
  { value: '', label: 'Any' },
  ...EXPOSURES.map(({ access, label }) => ({ value: access, label })),
];
const DAYS = [
  { name: 'modifiedAfter', label: 'Modified since' },
  { name: 'modifiedBefore', label: 'Modified before' },
  { name: 'scannedAfter', label: 'Scanned since' },
] as const;
/** The filters below "More filters". */
const MORE_FILTERS = [
  'extension',
  'ownerId',
  'ownerLogin',
  'folderId',
  'modifiedAfter',
  'modifiedBefore',
  'scannedAfter',
] as const;

/** The filters of the table; all of them are in the address. */
export function FilterPanel(props: {
  readonly filter: FileFilter;
  readonly change: (change: ViewChange, how?: { readonly replace: boolean }) => void;
}) {
  const { filter, change } = props;
  const connections = useQuery(connectionsQuery);
  const summary = useQuery(filesSummaryQuery(filter));
  const moreFiltersId = useId();
  const search = useRef<HTMLInputElement>(null);
  const moreFiltersSet = MORE_FILTERS.filter((name) => filter[name] !== undefined).length;
  // Open if one of its filters is set, until the user opens or closes it.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? moreFiltersSet > 0;
  const field = (name: 'q' | 'extension' | 'folderId') => ({
    value: filter[name] ?? '',
    onCommit: (text: string) => change({ [name]: text.trim() }, { replace: true }),
  });
  const known = connections.data?.items.map(toOption) ?? [];
  const { connectionId } = filter;
  // The connections may not be loaded yet, or the address names one that does not exist.
  const other = connectionId !== undefined && !known.some(({ value }) => value === connectionId) ? [connectionId] : [];

  return (
    <form role="search" aria-label="Files" className={classes.panel} onSubmit={(event) => event.preventDefault()}>
      <div className={classes.usual}>
        <DebouncedField
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
          data={[...CONNECTION_GROUPS, ...known, ...other]}
          value={connectionId ?? filter.connectionState ?? ''}
          onChange={({ currentTarget: { value } }) => change(toConnectionChange(value))}
        />
        <NativeSelect
          label="Exposure"
          data={EXPOSURE_OPTIONS}
          value={filter.access ?? ''}
          onChange={({ currentTarget }) => change({ access: currentTarget.value })}
        />
        <NativeSelect
          label="State"
          data={stateOptions(summary.data?.byState)}
          value={filter.state ?? ANY_STATE}
          // `active` is the default, and not in the address.
          onChange={({ currentTarget: { value } }) => change({ state: value === 'active' ? undefined : value })}
        />
        <Group gap="xs" wrap="nowrap" className={classes.actions ?? ''}>
          <Button
            variant="default"
            aria-expanded={isOpen}
            aria-controls={moreFiltersId}
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
            onClick={() => setChosen(!isOpen)}
          >
            {moreFiltersSet > 0 ? `More filters (${moreFiltersSet})` : 'More filters'}
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
      <div id={moreFiltersId} hidden={!isOpen} className={classes.rare}>
        <DebouncedField label="Extension" placeholder="pdf" maxLength={255} {...field('extension')} />
        <DebouncedField
          label="Owner"
          placeholder="Login or Box user ID"
          maxLength={255}
          value={filter.ownerLogin ?? filter.ownerId ?? ''}
          onCommit={(text) => change(filterByOwner(text.trim()), { replace: true })}
        />
        <DebouncedField
          label="In folder"
          placeholder="Box folder ID"
          maxLength={30}
          inputMode="numeric"
          {...field('folderId')}
        />
        {DAYS.map(({ name, label }) => (
          <DebouncedField
            key={name}
            type="date"
            label={label}
            value={dayOfTime(filter[name])}
            onCommit={(day) => change({ [name]: timeOfDay(day) }, { replace: true })}
          />
        ))}
      </div>
    </form>
  );
}

const toOption = ({ id, name, status }: Connection) => ({
  value: id,
  label: status === 'disconnected' ? `${name} (disconnected)` : name,
});

const toConnectionChange = (value: string): ViewChange =>
  CONNECTION_GROUPS.some((group) => group.value === value)
    ? { connectionId: undefined, connectionState: value }
    : { connectionId: value, connectionState: undefined };
