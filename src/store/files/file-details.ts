import { sql, type Selectable } from 'kysely';
import { MAX_COLLABORATORS, type Collaborator } from '../../domain/collaborators.js';
import type { OwnCollaborators } from '../../domain/exposure.js';
import type { FileTable } from '../tables/files.js';
import type { Db } from '../sql/postgres.js';
import { scansOf, type FileScan } from '../scan/scan-history.js';

/** Somebody who can reach a file, and the folder that lets them in: null when it is the file itself. */
export interface FileCollaborator extends Collaborator {
  readonly inheritedFrom: { readonly folderId: string; readonly path: string } | null;
}

/** A file with what only its own page shows. */
export interface FileDetails {
  readonly file: Selectable<FileTable>;
  /** Newest first. */
  readonly scans: readonly FileScan[];
  /** The file's own first, then those of the folders above, the nearest first. */
  readonly collaborators: readonly FileCollaborator[];
  /** True when there are more than are listed, or it is not known who they are. */
  readonly collaboratorsTruncated: boolean;
}

/** One file with its collaborators and its scans; undefined when it is not known. */
export async function findFileDetails(db: Db, connectionId: string, fileId: string): Promise<FileDetails | undefined> {
  const file = await db
    .selectFrom('files')
    .selectAll()
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

/** Recorded before names were kept, somebody is there and it is not known who. */
function isTruncated({ collaborators }: Carrier): boolean {
  if (!collaborators) return false;
  const { byName, internal, external } = collaborators;
  return byName ? byName.truncated : internal || external;
}

/** The folders above a file whose folder this is, the nearest first. */
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
