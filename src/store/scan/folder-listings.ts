import { sql, type RawBuilder } from 'kysely';
import { ofConnection, rowsByKey } from '../sql/by-key.js';
import { fromJsonRows } from '../sql/json-rows.js';
import type { Trx } from '../sql/postgres.js';
import type { Observation } from './observation.js';
import { MAX_SCANS } from './last-scan.js';

/** A page of the listing of a folder as one user. */
export interface PageOfListing {
  /** '0' is the user's root. */
  readonly folderId: string;
  readonly userId: string;
  /** From 1. */
  readonly page: number;
}

/** The generation in which each page was last listed; undefined for one that is not recorded. */
export type KnownPages = (page: PageOfListing) => number | undefined;

/**
 * Locks these pages, and those that have shown these files last: as long as this transaction runs, no listing becomes the
 * last scan of a file that it has not written, so that a later observation is not lost. All transactions lock the frontier,
 * then folders, then listings, then files, each in the order of their keys. Without `pages`, transactions do not wait for
 * others without. Returns the generations of the pages.
 */
export async function lockListings(
  trx: Trx,
  connectionId: string,
  { fileIds, pages = [] }: { readonly fileIds: readonly string[]; readonly pages?: readonly PageOfListing[] },
): Promise<KnownPages> {
  const { rows } = await sql<PageOfListing & { readonly generation: number }>`
    select l.folder_id as "folderId", l.user_id as "userId", l.page, l.generation from (
      select * from ${asTable(pages)}
      union
      select f.folder_id, f.owner_id, f.listing_page from ${rowsByKey('files', { connectionId, ids: fileIds })} f
      where f.listing_page is not null
      order by 1, 2, 3
    ) k cross join lateral (
      select * from folder_listings
      where connection_id = ${ofConnection(connectionId)} and folder_id = k.folder_id and user_id = k.user_id
        and page = k.page
      offset 0 ${pages.length > 0 ? sql`for no key update` : sql`for share`}
    ) l`.execute(trx);
  const generations = new Map(rows.map((row) => [keyOf(row), row.generation]));
  return (page) => generations.get(keyOf(page));
}

const keyOf = ({ folderId, userId, page }: PageOfListing): string => `${folderId}/${userId}/${page}`;

/** Pages as a table source `k` with their keys. */
export const asTable = (pages: readonly PageOfListing[]): RawBuilder<unknown> => sql`unnest(
  ${pages.map(({ folderId }) => folderId)}::text[], ${pages.map(({ userId }) => userId)}::text[],
  ${pages.map(({ page }) => page)}::integer[]
) k (folder_id, user_id, page)`;

/** Records when pages were listed; one that was already listed in this generation or a later one stays. */
export async function recordListings(
  trx: Trx,
  { connectionId, generation }: Omit<Observation, 'observedAt'>,
  listings: readonly (PageOfListing & { readonly listedAt: Date })[],
): Promise<void> {
  if (listings.length === 0) return;
  const rows = listings.map(({ folderId, userId, page, listedAt }) => ({
    folder_id: folderId,
    user_id: userId,
    page,
    listed_at: listedAt,
  }));
  await sql`
    insert into folder_listings as l (connection_id, folder_id, user_id, page, generation, listed_at)
    select ${connectionId}, n.folder_id, n.user_id, n.page, ${generation}::integer, n.listed_at
    from ${fromJsonRows('folder_listings', rows)} n order by n.folder_id, n.user_id, n.page
    on conflict (connection_id, folder_id, user_id, page) do update set
      generation = excluded.generation, listed_at = excluded.listed_at,
      earlier = jsonb_path_query_array(
        jsonb_build_object('scannedAt', l.listed_at, 'reason', 'bulk', 'generation', l.generation, 'eventType', null)
          || l.earlier, ${sql.lit(`$[0 to ${MAX_SCANS - 2}]`)})
    where l.generation < excluded.generation`.execute(trx);
}
