import { Button, Collapse, Group, Paper, Select, SimpleGrid, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import type { Connection } from '../api/connections.js';
import { CATEGORIES } from '../words/categories.js';
import { EVENT_PHRASES, phraseOf } from '../words/event-phrases.js';
import { LOG_FILTERS, type LogFilters } from './log-address.js';
import { MoreFilters } from './more-filters.js';
import { RangeControl } from './range-control.js';
import type { ChangeFilters } from './use-log.js';

const NONE = Object.fromEntries(LOG_FILTERS.map((name) => [name, undefined]));
const RARE = ['actorId', 'itemId', 'ip', 'from', 'to'] as const;

/** What the log is filtered by; all of it lives in the address. */
export function FilterBar(props: {
  readonly filters: LogFilters;
  readonly change: ChangeFilters;
  readonly connections: readonly Connection[];
}) {
  const { filters, change } = props;
  const inUse = RARE.filter((name) => filters[name] !== undefined).length;
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
            nothingFoundMessage="Box has no such type that we know"
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
              onClick={() => change(NONE)}
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

/** The connections by name; of one that is gone, its id. */
function connectionChoices(connections: readonly Connection[], chosen: string | undefined) {
  const choices = connections.map(({ id, name }) => ({ value: id, label: name }));
  const isKnown = chosen === undefined || choices.some(({ value }) => value === chosen);
  return isKnown ? choices : [...choices, { value: chosen, label: chosen }];
}

/** The known types of the chosen category, or of all; one that nobody has put into words is kept when it is chosen. */
function typeChoices({ category, type }: LogFilters) {
  const choice = (value: string) => ({ value, label: `${phraseOf(value)} (${value})` });
  const groups = CATEGORIES.filter((each) => category === undefined || each.category === category).map((each) => ({
    group: each.label,
    items: Object.keys(EVENT_PHRASES[each.category]).map(choice),
  }));
  const isListed = groups.some(({ items }) => items.some(({ value }) => value === type));
  return type === undefined || isListed ? groups : [{ group: 'In the address', items: [choice(type)] }, ...groups];
}
