import { sql } from 'kysely';
import { inheritSharing, NO_SHARING, type Sharing } from '../../src/domain/exposure.js';
import { lockGeneration } from '../../src/store/scan/generations.js';
import { upsertFolders } from '../../src/store/scan/scanned-folders.js';
import type { ScanContext } from './context.js';
import { ownCollaborators } from './sharing.js';
import type { Db } from '../../src/store/sql/postgres.js';

/** Where an item stands: the path of its folder, and the sharing in force there. */
export interface Surroundings {
  readonly path: string;
  readonly sharing: Sharing;
}

/**
 * The surroundings of an item, from the folders above it (top first, without the root). Folders that the scan knows are
 * not asked for; the others are, once, and recorded, so that their own listing need not ask again.
 */
export async function surroundingsOf(
  db: Db,
  scan: ScanContext,
  owner: string,
  ancestors: readonly { readonly id: string; readonly name: string }[],
): Promise<Surroundings> {
  const known = await knownFolders(
    db,
    scan.connectionId,
    ancestors.map(({ id }) => id),
  );
  let above: Surroundings & { ids: string[] } = { path: '', sharing: NO_SHARING, ids: [] };
  for (const { id, name } of ancestors) {
    const path = `${above.path}/${name}`;
    const folder = known.get(id);
    const isSettled = folder?.sharing != null && folder.path === path;
    const sharing: Sharing = isSettled && folder.sharing ? folder.sharing : await ask(db, scan, owner, id, above);
    above = { path, sharing, ids: [...above.ids, id] };
  }
  return above;
}

async function knownFolders(db: Db, connectionId: string, folderIds: string[]) {
  const rows = await db
    .selectFrom('folders')
    .select(['folder_id', 'path', 'sharing'])
    .where('connection_id', '=', connectionId)
    .where('folder_id', '=', sql<string>`any(${folderIds}::text[])`)
    .where('state', '=', 'active')
    .execute();
  return new Map(rows.map((row) => [row.folder_id, row]));
}

async function ask(
  db: Db,
  scan: ScanContext,
  owner: string,
  folderId: string,
  above: Surroundings & { readonly ids: readonly string[] },
): Promise<Sharing> {
  const observedAt = new Date();
  const how = { ...scan, asUser: owner, purpose: 'express' } as const;
  const folder = await scan.client.folder(folderId, how);
  const collaborators = await ownCollaborators(scan.client, folder, how);
  const sharing = inheritSharing(above.sharing, { id: folderId, link: folder.link, collaborators });
  const observed = {
    folderId,
    ownerId: folder.ownerId,
    parentId: above.ids.at(-1) ?? '0',
    name: folder.name,
    path: `${above.path}/${folder.name}`,
    ancestorIds: above.ids,
    hasCollaborations: folder.hasCollaborations,
    ownLink: folder.link,
    ownCollaborators: collaborators,
    sharing,
  };
  const { connectionId } = scan;
  await db.transaction().execute(async (trx) => {
    const generation = await lockGeneration(trx, connectionId);
    await upsertFolders(trx, [observed], { connectionId, generation, observedAt });
  });
  return sharing;
}
