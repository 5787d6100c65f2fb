import { sql } from 'kysely';
import { exposureOf, type SharedLink, type Sharing } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import type { Promotion } from '../../domain/promotion.js';
import type { Snapshot } from '../../domain/rescan.js';
import { ofConnection } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';

/** A recorded item: its name and path, and what a rescan compares. */
export interface RecordedItem {
  readonly name: string;
  /** Null for a user. */
  readonly path: string | null;
  readonly snapshot: Snapshot;
}

/** Returns an item as it is recorded now; null if no scan has recorded it. */
export async function recordedItem(
  db: Db,
  connectionId: string,
  { itemType, itemId }: Pick<Promotion, 'itemType' | 'itemId'>,
): Promise<RecordedItem | null> {
  const found = await SOURCES[itemType](db, connectionId, itemId);
  return found ?? null;
}

const SOURCES = { file: recordedFile, folder: recordedFolder, user: recordedUser } as const;

async function recordedFile(db: Db, connectionId: string, fileId: string): Promise<RecordedItem | undefined> {
  const file = await db
    .selectFrom('files')
    .select(['name', 'path', 'state', 'access', 'shared_link', 'owner_login', 'owner_id', 'sha1', 'size'])
    .where('connection_id', '=', ofConnection(connectionId))
    .where('file_id', '=', fileId)
    .executeTakeFirst();
  if (!file) return undefined;
  const { name, path, state, access, shared_link: link, sha1, size } = file;
  const owner = file.owner_login || file.owner_id;
  return {
    name,
    path,
    snapshot: { state, access, sharedLink: linkAccess(link), owner, name, path, content: sha1, size },
  };
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
