import { Button, Collapse, Group, Paper, Select, SimpleGrid, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import type { Connection } from '../api/connections.js';
import { CATEGORIES } from '../words/categories.js';
import { EVENT_PHRASES, eventPhrase } from '../words/event-phrases.js';
import { NO_LOG_FILTERS, type LogFilters } from './log-address.js';
import { MoreFilters } from './more-filters.js';
import { RangeControl } from './range-control.js';
import type { ChangeFilters } from './use-log.js';

/** The filters below "More filters". */
const MORE_FILTERS = ['actorId', 'itemId', 'ip', 'from', 'to'] as const;

/** The filters of the log; all of them are in the address. */
export function FilterBar(props: {
  readonly filters: LogFilters;
  readonly change: ChangeFilters;
  readonly connections: readonly Connection[];
}) {
  const { filters, change } = props;
  const inUse = MORE_FILTERS.filter((name) => filters[name] !== undefined).length;
  const [isOpen, more] = useDisclosure(false);
  return (
    <Paper withBorder p="sm" component="search" aria-label="Filters">
      <Stack gap="sm">
        <RangeControl filters={filters} change={change} />
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" verticalSpacing="xs">
          <Select
            aria-label="Connection"
            placeholder="All connections"
            clearable
            data={connectionChoices(props.connections, filters.connectionId)}
            value={filters.connectionId ?? null}
            onChange={(connectionId) => change({ connectionId: connectionId ?? undefined })}
          />
          <Select
            aria-label="Category"
            placeholder="All categories"
            clearable
            data={CATEGORIES.map(({ category, label, about }) => ({ value: category, label: `${label}: ${about}` }))}
            value={filters.category ?? null}
            onChange={(category) => change({ category: category ?? undefined, type: undefined })}
          />
          <Select
            aria-label="Event type"
            placeholder="All event types"
            clearable
            searchable
            limit={200}
            nothingFoundMessage="No matching event type"
            data={typeChoices(filters)}
            value={filters.type ?? null}
            onChange={(type) => change({ type: type ?? undefined })}
          />
        </SimpleGrid>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
            aria-expanded={isOpen}
            onClick={more.toggle}
          >
            {isOpen ? 'Fewer filters' : `More filters${inUse > 0 ? ` (${inUse})` : ''}`}
          </Button>
          {Object.keys(filters).length > 0 && (
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconX size={16} aria-hidden />}
              onClick={() => change(NO_LOG_FILTERS)}
            >
              Clear filters
            </Button>
          )}
        </Group>
        <Collapse expanded={isOpen}>
          <MoreFilters filters={filters} change={change} />
        </Collapse>
      </Stack>
    </Paper>
  );
}

/** The connections by name; a selected connection that does not exist, by its id. */
function connectionChoices(connections: readonly Connection[], selected: string | undefined) {
  const choices = connections.map(({ id, name }) => ({ value: id, label: name }));
  const isKnown = selected === undefined || choices.some(({ value }) => value === selected);
  return isKnown ? choices : [...choices, { value: selected, label: selected }];
}

/** The event types of the selected category, or of all; a selected type without a phrase is listed, too. */
function typeChoices({ category, type }: LogFilters) {
  const choice = (value: string) => ({ value, label: `${eventPhrase(value)} (${value})` });
  const groups = CATEGORIES.filter((each) => category === undefined || each.category === category).map((each) => ({
    group: each.label,
    items: Object.keys(EVENT_PHRASES[each.category]).map(choice),
  }));
  const isListed = groups.some(({ items }) => items.some(({ value }) => value === type));
  return type === undefined || isListed ? groups : [{ group: 'Selected', items: [choice(type)] }, ...groups];
}
