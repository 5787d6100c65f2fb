/** The activity log's address and history, as the page uses them. */
import { useCallback, useMemo, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { EventKey, LogQuery } from '../api/activity-log.js';
import { nextTrail, previousPage, readTrail, type PageTrail } from '../ui/page-trail.js';
import { changeFilters, LIST_PARAMS, readFilters, toLogQuery, type LogChange, type LogFilters } from './log-address.js';

/** Changes filters; `isStep` adds an entry to the browser's history. */
export type ChangeFilters = (change: LogChange, isStep?: boolean) => void;

/** What the page shows, and functions that change it. */
export interface Log {
  readonly filters: LogFilters;
  readonly change: ChangeFilters;
  /** The API query; the same for every page of a list. */
  readonly which: LogQuery;
  /** The time as of which the list is shown, in milliseconds. */
  readonly asOf: number;
  readonly cursor: string | undefined;
  /** The page's number, from 1; undefined if the address was opened in the middle of a list. */
  readonly pageNumber: number | undefined;
  readonly next: (cursor: string) => void;
  /** Null if there is no previous page, or it is unknown. */
  readonly previous: (() => void) | null;
  /** Shows the first page, as of now. */
  readonly toNewest: () => void;
  /** Reloads the list as of now, without a change of address. */
  readonly refresh: () => void;
  /** The event whose drawer is open. */
  readonly event: EventKey | null;
  readonly show: (event: EventKey | null) => void;
}

/** Reads the log's address. */
export function useLog(): Log {
  const [query, setQuery] = useSearchParams();
  const state: unknown = useLocation().state;
  const [loadedAt, setLoadedAt] = useState(() => Date.now());
  const cursor = query.get('cursor') ?? undefined;
  const asOf = Number(query.get('asOf')) || loadedAt;
  const filters = useMemo(() => readFilters(query), [query]);
  const which = useMemo(() => toLogQuery(filters, asOf), [filters, asOf]);
  const event = useMemo(() => readEvent(query), [query]);
  const trail = readTrail(state, cursor ?? null);
  const before = previousPage(trail);

  const toPage = (to: string | null, trailThere: PageTrail | null): void => {
    const next = new URLSearchParams(query);
    for (const name of LIST_PARAMS) next.delete(name);
    if (to !== null) {
      next.set('cursor', to);
      // A cursor is valid only for the same query: a range that ends now keeps the end that its first page had.
      next.set('asOf', String(asOf));
    }
    setQuery(next, { state: trailThere });
  };

  // Stable while the address is, so that live updates do not render the list again.
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
      setQuery(changeFilters(query, change), { replace: !isStep });
    },
    which,
    asOf,
    cursor,
    pageNumber: trail?.page,
    next: (to) => toPage(to, nextTrail(trail, cursor ?? null)),
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

function readEvent(query: URLSearchParams): EventKey | null {
  const [connectionId, ...rest] = query.get('event')?.split('/') ?? [];
  const occurredAt = query.get('eventAt') ?? '';
  const eventId = rest.join('/');
  if (!connectionId || eventId === '' || Number.isNaN(Date.parse(occurredAt))) return null;
  return { connectionId, eventId, occurredAt };
}
