/** A file's bodies: the files room and the overview return them. */
import { z } from 'zod';
import { CONNECTION_STATES } from '../../../domain/connection.js';
import { EXPOSURES, LINK_ACCESSES } from '../../../domain/exposure.js';
import { ITEM_STATES } from '../../../domain/file.js';
import { SCAN_REASONS } from '../../../domain/scan.js';
import type { FileCounts } from '../../../store/files/counts.js';
import type { StoredFile } from '../../../store/files/files.js';
import { sum } from '../../../util/sum.js';
import { isoTime } from '../schemas.js';

/** A file in a list. */
export const fileBody = z
  .object({
    connectionId: z.string(),
    fileId: z.string(),
    name: z.string(),
    path: z.string(),
    ownerId: z.string(),
    ownerLogin: z.string(),
    size: z.number(),
    sha1: z.string().nullable(),
    extension: z.string(),
    access: z.enum(EXPOSURES),
    sharedLink: z
      .object({
        url: z.string(),
        access: z.enum(LINK_ACCESSES),
        passwordProtected: z.boolean(),
        inheritedFrom: z.string().nullable(),
      })
      .nullable(),
    hasCollaborations: z.boolean(),
    state: z
      .enum(ITEM_STATES)
      .describe('`trashed`: in Box’s trash; `gone`: no longer in Box, or no longer accessible to the account'),
    createdAt: z.string().nullable(),
    modifiedAt: z.string().nullable(),
    scannedAt: z.string(),
    scanReason: z.enum(SCAN_REASONS),
    generation: z.int(),
    connectionState: z
      .enum(CONNECTION_STATES)
      .describe('`disconnected`: the file is shown as it was when its connection was disconnected'),
  })
  .meta({ id: 'File' });

/** The number of files by access and by state. */
export const fileSummaryBody = z
  .object({
    total: z.int().describe('The number of files in the requested states, `active` by default; the sum of `byAccess`'),
    byAccess: z
      .object({ private: z.int(), internal: z.int(), external: z.int(), public: z.int() })
      .describe('Files in the requested states, by access'),
    byState: z
      .object({ active: z.int(), trashed: z.int(), gone: z.int() })
      .describe('Files in every state, whatever the filter `state` is'),
  })
  .meta({ id: 'FileSummary' });

/** Converts counts of files to their body. */
export const toFileSummaryBody = ({ byAccess, byState }: FileCounts): z.input<typeof fileSummaryBody> => ({
  total: sum(Object.values(byAccess)),
  byAccess,
  byState,
});

/** Converts a file to its body. */
export function toFileBody(file: StoredFile): z.input<typeof fileBody> {
  return {
    connectionId: file.connection_id,
    fileId: file.file_id,
    name: file.name,
    path: file.path,
    ownerId: file.owner_id,
    ownerLogin: file.owner_login,
    size: file.size,
    sha1: file.sha1,
    extension: file.extension,
    access: file.access,
    sharedLink: file.shared_link,
    hasCollaborations: file.has_collaborations,
    state: file.state,
    createdAt: isoTime(file.created_at),
    modifiedAt: isoTime(file.modified_at),
    scannedAt: file.scanned_at.toISOString(),
    scanReason: file.scan_reason,
    generation: file.generation,
    connectionState: file.connection_state,
  };
}
