/** Lists without an end: markers that lead back, stay the same, or to empty pages. */
import { markerTo, renewMarker } from '../http/paging.js';
import { positionOfIndex } from '../events/event-streams.js';
import type { Faults } from './faults.js';
import type { RequestTarget } from './targets.js';

let markers = 0;

/**
 * A page by marker as an `endlessPages` fault changes it. `again`: a new marker on the last page leads to the first one.
 * `same`: every page has the marker that it was requested with. `empty`: pages without entries, each with a new marker.
 * No marker skips an entry: once the fault ends, a client that goes on reads the rest.
 */
export function withoutEnd(
  faults: Faults,
  target: RequestTarget,
  page: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!('next_marker' in page)) return page;
  const isLast = !page['next_marker'];
  const hit = faults.hitEach('endlessPages', target, { accepts: ({ pages = 'again' }) => pages !== 'again' || isLast });
  if (!hit) return page;
  markers += 1;
  const requested = target.marker ?? markerTo(0);
  switch (hit.fault.pages ?? 'again') {
    case 'again':
      return { ...page, next_marker: renewMarker(markerTo(0), markers) };
    case 'same':
      return { ...page, next_marker: requested };
    case 'empty':
      return { ...page, entries: [], next_marker: renewMarker(requested, markers) };
  }
}

/**
 * A page of events as an `endlessPages` fault changes it: its position leads to the beginning (`again`) or stays the
 * same (`same`), or the page has no entries and its position stays the same (`empty`).
 */
export function withEndlessEvents(
  faults: Faults,
  target: RequestTarget,
  page: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (target.position === 'now') return page;
  const hit = faults.hitEach('endlessPages', target);
  if (!hit) return page;
  const { pages = 'again' } = hit.fault;
  return {
    ...page,
    ...(pages === 'empty' ? { entries: [] } : {}),
    next_stream_position: pages === 'again' ? positionOfIndex(0) : target.position,
  };
}
