/** What a listing has shown so far: small enough to be stored with its marker, so that a restart does not forget it. */
export interface ListingProgress {
  readonly pages: number;
  /** The number of pages without entries since the last page with entries. */
  readonly emptyPages: number;
  /** An earlier page, to recognise when the listing comes back to it: its next marker, and its first and last entry. */
  readonly anchor: { readonly marker: string; readonly entries: string | null } | null;
  /** The number of pages after which the anchor is replaced. */
  readonly nextAnchor: number;
}

/** The progress of a listing before its first page. */
export const NO_PROGRESS: ListingProgress = { pages: 0, emptyPages: 0, anchor: null, nextAnchor: 1 };

/** The number of pages without entries in a row after which a listing is endless. */
const MAX_EMPTY_PAGES = 10;
/** The most pages of one listing: 100 million entries. */
const MAX_PAGES = 100_000;

/** A page of a listing. */
export interface ListedEntries {
  readonly ids: readonly string[];
  readonly received: number;
  readonly nextMarker: string | null;
}

/**
 * Adds a page to the progress of a listing; null if the listing is endless: it comes back to a marker or to entries that
 * it has returned before, has ten pages in a row without entries, or has more pages than any listing can have.
 *
 * One earlier page is remembered, and replaced after 1, 2, 4, 8, … pages (Brent's algorithm): any cycle of pages is
 * found within about three times its length, without storing all markers.
 */
export function advance(progress: ListingProgress, page: ListedEntries): ListingProgress | null {
  const pages = progress.pages + 1;
  if (page.nextMarker === null) return { ...progress, pages, emptyPages: 0 };
  const emptyPages = page.received === 0 ? progress.emptyPages + 1 : 0;
  const [first] = page.ids;
  const entries = first === undefined ? null : [page.ids.length, first, page.ids.at(-1)].join('/');
  const { anchor } = progress;
  const isRepeated =
    anchor !== null && (anchor.marker === page.nextMarker || (entries !== null && entries === anchor.entries));
  if (isRepeated || emptyPages >= MAX_EMPTY_PAGES || pages >= MAX_PAGES) return null;
  if (pages < progress.nextAnchor) return { ...progress, pages, emptyPages };
  return { pages, emptyPages, anchor: { marker: page.nextMarker, entries }, nextAnchor: progress.nextAnchor * 2 };
}
