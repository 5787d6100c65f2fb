import { sql, type Selectable } from 'kysely';
import { MAX_COLLABORATORS, type Collaborator } from '../../domain/collaborators.js';
import type { OwnCollaborators } from '../../domain/exposure.js';
import type { ScannedFileTable } from '../tables/files.js';
import type { Db } from '../sql/postgres.js';
import { CONNECTION_STATE, type StoredFile } from './files.js';
import { scansOf, type FileScan } from '../scan/scan-history.js';

/** A collaborator of a file; `inheritedFrom` is the folder with the collaboration, or null for the file itself. */
export interface FileCollaborator extends Collaborator {
  readonly inheritedFrom: { readonly folderId: string; readonly path: string } | null;
}

/** A file with its scans and its collaborators. */
export interface FileDetails {
  readonly file: Selectable<ScannedFileTable> & Pick<StoredFile, 'connection_state'>;
  /** The file's last scans, newest first. */
  readonly scans: readonly FileScan[];
  /** The file's own collaborators, then those of its folders, the nearest folder first. */
  readonly collaborators: readonly FileCollaborator[];
  /** True if there are more than are listed, or their names are unknown. */
  readonly collaboratorsTruncated: boolean;
}

/** Returns the details of a file; undefined for an unknown file. */
export async function findFileDetails(db: Db, connectionId: string, fileId: string): Promise<FileDetails | undefined> {
  const file = await db
    .selectFrom('scanned_files as files')
    .selectAll()
    .select(CONNECTION_STATE)
    .where('connection_id', '=', connectionId)
    .where('file_id', '=', fileId)
    .executeTakeFirst();
  if (!file) return undefined;
  const carriers: Carrier[] = [
    { collaborators: file.own_collaborators, inheritedFrom: null },
    ...(await foldersAbove(db, connectionId, file.folder_id)),
  ];
  const named = carriers.flatMap(({ collaborators, inheritedFrom }) =>
    (collaborators?.byName?.listed ?? []).map((each) => ({ ...each, inheritedFrom })),
  );
  return {
    file,
    scans: scansOf(file),
    collaborators: named.slice(0, MAX_COLLABORATORS),
    collaboratorsTruncated: named.length > MAX_COLLABORATORS || carriers.some(isTruncated),
  };
}

interface Carrier {
  readonly collaborators: OwnCollaborators | null;
  readonly inheritedFrom: FileCollaborator['inheritedFrom'];
}

/** Rows from before names were stored say only whether there are collaborators. */
function isTruncated({ collaborators }: Carrier): boolean {
  if (!collaborators) return false;
  const { byName, internal, external } = collaborators;
  return byName ? byName.truncated : internal || external;
}

/** Returns the folders that contain a file, from its own folder up. */
async function foldersAbove(db: Db, connectionId: string, folderId: string): Promise<Carrier[]> {
  const rows = await db
    .selectFrom('folders as d')
    .innerJoin('folders as f', (join) =>
      join
        .onRef('f.connection_id', '=', 'd.connection_id')
        .on(sql<boolean>`f.folder_id = any(d.ancestor_ids || d.folder_id)`),
    )
    .select(['f.folder_id as folderId', 'f.path', 'f.own_collaborators as collaborators'])
    .where('d.connection_id', '=', connectionId)
    .where('d.folder_id', '=', folderId)
    .orderBy(sql`cardinality(f.ancestor_ids)`, 'desc')
    .execute();
  return rows.map(({ folderId: id, path, collaborators }) => ({
    collaborators,
    inheritedFrom: { folderId: id, path },
  }));
}
