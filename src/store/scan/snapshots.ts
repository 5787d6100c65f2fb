import { sql } from 'kysely';
import { exposureOf, type Exposure, type SharedLink, type Sharing } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import { promotionKey, type Promotion } from '../../domain/promotion.js';
import type { Snapshot } from '../../domain/rescan.js';
import { ofConnection, rowsByKey } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';

/** A recorded item: its name and path, and what a rescan compares. */
export interface RecordedItem {
  readonly name: string;
  /** Null for a user. */
  readonly path: string | null;
  readonly snapshot: Snapshot;
}

/** An item of a connection. */
type Item = Pick<Promotion, 'itemType' | 'itemId'>;

/** Returns an item as it is recorded now; null if no scan has recorded it. */
export async function recordedItem(db: Db, connectionId: string, item: Item): Promise<RecordedItem | null> {
  return (await recordedItems(db, connectionId, [item]))(item);
}

/** Returns what is recorded now of each of these items; null for an item that no scan has recorded. */
export async function recordedItems(
  db: Db,
  connectionId: string,
  items: readonly Item[],
): Promise<(item: Item) => RecordedItem | null> {
  const found = await recordedFiles(db, connectionId, items.filter(isFile));
  // Folders and users are rescanned one by one.
  for (const item of items) {
    if (item.itemType === 'file') continue;
    const recorded = await SOURCES[item.itemType](db, connectionId, item.itemId);
    if (recorded) found.set(promotionKey(item), recorded);
  }
  return (item) => found.get(promotionKey(item)) ?? null;
}

const isFile = ({ itemType }: Item): boolean => itemType === 'file';
const SOURCES = { folder: recordedFolder, user: recordedUser } as const;

async function recordedFiles(db: Db, connectionId: string, items: readonly Item[]): Promise<Map<string, RecordedItem>> {
  if (items.length === 0) return new Map();
  const { rows } = await sql<FileRow>`
    select f.file_id as "itemId", f.name, f.path, f.state, f.access, f.shared_link as link,
      coalesce(nullif(f.owner_login, ''), f.owner_id) as owner, f.sha1, f.size
    from ${rowsByKey('files', { connectionId, ids: items.map(({ itemId }) => itemId) })} f`.execute(db);
  return new Map(
    rows.map(({ itemId, name, path, state, access, link, owner, sha1, size }) => [
      promotionKey({ itemType: 'file', itemId }),
      { name, path, snapshot: { state, access, sharedLink: linkAccess(link), owner, name, path, content: sha1, size } },
    ]),
  );
}

interface FileRow {
  readonly itemId: string;
  readonly name: string;
  readonly path: string;
  readonly state: ItemState;
  readonly access: Exposure;
  readonly link: SharedLink | null;
  readonly owner: string;
  readonly sha1: string | null;
  readonly size: number;
}

/** The sharing of a folder is unknown until it has been listed; its exposure is then not compared. */
async function recordedFolder(db: Db, connectionId: string, folderId: string): Promise<RecordedItem | undefined> {
  const { rows } = await sql<FolderRow>`
    select d.name, d.path, d.state, d.own_link as link, d.sharing, d.owner_id as "ownerId", u.login as "ownerLogin"
    from folders d left join box_users u on u.connection_id = d.connection_id and u.user_id = d.owner_id
    where d.connection_id = ${ofConnection(connectionId)} and d.folder_id = ${folderId}`.execute(db);
  const [folder] = rows;
  if (!folder) return undefined;
  const { name, path, state, link, sharing, ownerId, ownerLogin } = folder;
  const exposure = sharing ? { access: exposureOf(sharing, ownerLogin !== null) } : {};
  const owner = ownerLogin ?? ownerId;
  return { name, path, snapshot: { state, ...exposure, sharedLink: linkAccess(link), owner, name, path } };
}

interface FolderRow {
  readonly name: string;
  readonly path: string;
  readonly state: ItemState;
  readonly link: SharedLink | null;
  readonly sharing: Sharing | null;
  readonly ownerId: string;
  readonly ownerLogin: string | null;
}

async function recordedUser(db: Db, connectionId: string, userId: string): Promise<RecordedItem | undefined> {
  const user = await db
    .selectFrom('box_users')
    .select(['login', 'name', 'status'])
    .where('connection_id', '=', ofConnection(connectionId))
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!user) return undefined;
  const { login, name, status: state } = user;
  return { name: name || login, path: null, snapshot: { state, login, name } };
}

const linkAccess = (link: SharedLink | null): string | null => link?.access ?? null;
