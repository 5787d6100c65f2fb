/** The log's address as the page uses it: filters, place in the list, the event looked at. */
import { useCallback, useMemo, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { EventKey } from '../api/activity-log.js';
import { back, onward, trailOf, type Trail } from '../ui/page-trail.js';
import { filtersIn, PLACE, toLogQuery, withFilters, type LogFilter, type LogFilters } from './log-address.js';

/** Changes filters; `isStep`: the browser's way back undoes it. */
export type ChangeFilters = (change: Partial<Record<LogFilter, string | undefined>>, isStep?: boolean) => void;

/** What the page knows of its address, and how it goes elsewhere. */
export interface Log {
  readonly filters: LogFilters;
  readonly change: ChangeFilters;
  /** What the API is asked with; the same for every page of a list. */
  readonly which: ReturnType<typeof toLogQuery>;
  /** The moment that the list shows. */
  readonly asOf: number;
  readonly cursor: string | undefined;
  /** The page's number, from 1; undefined when the address was opened in the middle of a list. */
  readonly pageNumber: number | undefined;
  readonly next: (cursor: string) => void;
  /** Null when there is no page before this one, or nobody knows it. */
  readonly previous: (() => void) | null;
  /** To the beginning of the list, as it is now. */
  readonly toNewest: () => void;
  /** Shows the list as it is now, without going anywhere. */
  readonly refresh: () => void;
  readonly event: EventKey | null;
  readonly show: (event: EventKey | null) => void;
}

/** The log's address. */
export function useLog(): Log {
  const [query, setQuery] = useSearchParams();
  // The browser keeps it, whatever it is.
  const state: unknown = useLocation().state;
  const [loadedAt, setLoadedAt] = useState(() => Date.now());
  const cursor = query.get('cursor') ?? undefined;
  const asOf = Number(query.get('asOf')) || loadedAt;
  const filters = useMemo(() => filtersIn(query), [query]);
  const which = useMemo(() => toLogQuery(filters, asOf), [filters, asOf]);
  const event = useMemo(() => eventIn(query), [query]);
  const trail = trailOf(state, cursor ?? null);
  const before = back(trail);

  const toPage = (to: string | null, nextTrail: Trail | null): void => {
    const next = new URLSearchParams(query);
    for (const name of PLACE) next.delete(name);
    if (to !== null) {
      next.set('cursor', to);
      // A cursor belongs to one filter, times included: a range that ends now keeps the now that it began with.
      next.set('asOf', String(asOf));
    }
    setQuery(next, { state: nextTrail });
  };

  // The same as long as the address is: what is live elsewhere on the page does not draw the list again.
  const show = useCallback(
    (event: EventKey | null): void => {
      const next = new URLSearchParams(query);
      next.delete('event');
      next.delete('eventAt');
      if (event) {
        next.set('event', `${event.connectionId}/${event.eventId}`);
        next.set('eventAt', event.occurredAt);
      }
      setQuery(next, { replace: true, state });
    },
    [query, setQuery, state],
  );

  return {
    filters,
    change: (change, isStep = false) => {
      setLoadedAt(Date.now());
      setQuery(withFilters(query, change), { replace: !isStep });
    },
    which,
    asOf,
    cursor,
    pageNumber: trail?.page,
    next: (to) => toPage(to, onward(trail, cursor ?? null)),
    previous: before && (() => toPage(before.cursor, before.trail)),
    toNewest: () => {
      setLoadedAt(Date.now());
      toPage(null, null);
    },
    refresh: () => setLoadedAt(Date.now()),
    event,
    show,
  };
}

function eventIn(query: URLSearchParams): EventKey | null {
  const [connectionId, ...rest] = query.get('event')?.split('/') ?? [];
  const occurredAt = query.get('eventAt') ?? '';
  const eventId = rest.join('/');
  if (!connectionId || eventId === '' || Number.isNaN(Date.parse(occurredAt))) return null;
  return { connectionId, eventId, occurredAt };
}
