import { z } from 'zod';
import { EXPOSURES } from '../../domain/exposure.js';
import { ITEM_STATES, type ItemState } from '../../domain/file.js';
import { SCAN_REASONS } from '../../domain/scan.js';
import type { FileDetails } from '../../store/files/file-details.js';
import type { FileFilter, FileSort } from '../../store/files/files.js';
import { fileBody, toFileBody } from '../http/bodies/file.js';
import { connectionState, paging, plainText, time } from '../http/schemas.js';

const SORTS = ['name', 'size', 'modifiedAt', 'scannedAt'] as const satisfies readonly FileSort[];
const sortNames = SORTS.flatMap((name) => [name, `-${name}`] as const);

const fileState = z.enum([...ITEM_STATES, 'any']);

/** The query parameters that filter files. */
export const fileFilter = {
  connectionId: plainText(64).optional(),
  connectionState,
  access: z.enum(EXPOSURES).optional(),
  ownerId: plainText(30).optional(),
  ownerLogin: plainText(255).optional().describe('Case-insensitive'),
  extension: plainText(255).optional(),
  folderId: plainText(30).optional().describe('Files in this folder, at any depth'),
  q: plainText(255)
    .min(1)
    .optional()
    .describe('Part of the path, case-insensitive; an index serves three or more characters'),
  modifiedAfter: time.optional(),
  modifiedBefore: time.optional(),
  scannedAfter: time.optional(),
  state: z
    .union([fileState, z.array(fileState).min(1).max(10)])
    .default('active')
    .describe('`any` includes files that are in the trash or gone. Can be repeated'),
};

/** The filter of a request, for the store. */
export function toFileFilter<Query extends Pick<z.output<typeof fileQuery>, 'state'>>({
  state,
  ...filter
}: Query): Omit<Query, 'state'> & Pick<FileFilter, 'states'> {
  const named: readonly (ItemState | 'any')[] = typeof state === 'string' ? [state] : state;
  // In a fixed order, so that a cursor does not depend on the order of the request.
  return { ...filter, states: named.includes('any') ? undefined : ITEM_STATES.filter((each) => named.includes(each)) };
}

/** The query parameters of a list of files. */
export const fileQuery = z.strictObject({
  ...fileFilter,
  ...paging,
  sort: z
    .enum(sortNames)
    .default('name')
    .describe(
      'Prefix with a minus for descending order. `modifiedAt` leaves out files for which Box provides no such time',
    ),
  format: z.enum(['json', 'csv']).optional().describe('`csv` is the same as Accept: text/csv, for use in links'),
});

/** The column and the direction of a sort order. */
export function toOrder(name: z.output<typeof fileQuery>['sort']): { sort: FileSort; direction: 'asc' | 'desc' } {
  const ascending = SORTS.find((sort) => sort === name);
  if (ascending) return { sort: ascending, direction: 'asc' };
  return { sort: SORTS.find((sort) => `-${sort}` === name) ?? 'name', direction: 'desc' };
}

/** The path parameters of one file. */
export const fileParams = z.object({ connectionId: plainText(64), fileId: plainText(30) });

/** A file with its collaborators and scans. */
export const fileDetailsBody = fileBody
  .extend({
    folderId: z.string().describe('The parent folder; 0 is the owner’s root folder'),
    webUrl: z.string().describe('The file’s page in Box'),
    collaborators: z
      .array(
        z.object({
          party: z.object({
            type: z.enum(['user', 'group']),
            id: z.string().describe('Empty for an external person with a pending invitation'),
            name: z.string(),
            login: z.string().nullable(),
          }),
          role: z.string(),
          status: z.enum(['accepted', 'pending']),
          isExternal: z.boolean(),
          inheritedFrom: z
            .object({ folderId: z.string(), path: z.string() })
            .nullable()
            .describe('The folder that the collaboration is on; null if it is on the file itself'),
        }),
      )
      .describe('At most 100: those of the file first, then those of the folders above, nearest first'),
    collaboratorsTruncated: z
      .boolean()
      .describe('The list is incomplete: there are more, or Box does not provide them'),
    scans: z
      .array(
        z.object({
          scannedAt: z.string(),
          reason: z.enum(SCAN_REASONS),
          generation: z.int(),
          eventType: z.string().nullable().describe('The event that the scan followed; null for a listing'),
        }),
      )
      .describe('The last 10 scans, newest first'),
  })
  .meta({ id: 'FileDetails' });

/** Converts a file with its details to its body; `webUrl` is the address of Box's web app. */
export function toFileDetailsBody(details: FileDetails, webUrl: string): z.input<typeof fileDetailsBody> {
  const { file, scans, collaborators, collaboratorsTruncated } = details;
  return {
    ...toFileBody(file),
    folderId: file.folder_id,
    webUrl: `${webUrl}/file/${encodeURIComponent(file.file_id)}`,
    collaborators: [...collaborators],
    collaboratorsTruncated,
    scans: scans.map((scan) => ({ ...scan, scannedAt: scan.scannedAt.toISOString() })),
  };
}
