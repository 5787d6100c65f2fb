/** What follows from a page of a listing: `endless` means that Box's listing would never end. */
export type ListingStep = 'continue' | 'complete' | 'endless';

/** Follows the markers of one listing. */
export interface MarkerGuard {
  /** Tells from each page, in order, whether to request the next one. */
  after(page: { readonly received: number; readonly nextMarker: string | null }): ListingStep;
}

/** The number of pages without entries after which a listing is endless. */
export const MAX_EMPTY_PAGES = 10;
/** The most markers that are remembered; the oldest is forgotten first. */
const MAX_MARKERS = 10_000;

/**
 * A guard for one listing. Box has returned markers for which the next page repeats an earlier one (boxcli#504), which
 * would use up a month's API calls within hours. A listing is endless if a marker comes again, or after ten pages in a
 * row without entries. `marker` is the marker of the first page that is passed in, null for the beginning of the listing.
 */
export function createMarkerGuard(marker: string | null = null): MarkerGuard {
  const seen = new Set(marker === null ? [] : [marker]);
  let emptyPages = 0;

  return {
    after({ received, nextMarker }) {
      if (nextMarker === null) return 'complete';
      emptyPages = received === 0 ? emptyPages + 1 : 0;
      if (seen.has(nextMarker) || emptyPages >= MAX_EMPTY_PAGES) return 'endless';
      seen.add(nextMarker);
      const [oldest] = seen;
      if (seen.size > MAX_MARKERS && oldest !== undefined) seen.delete(oldest);
      return 'continue';
    },
  };
}
