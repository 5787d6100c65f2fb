import { stringify } from 'csv-stringify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { EXPOSURES } from '../../domain/exposure.js';
import { ITEM_STATES } from '../../domain/file.js';
import {
  countFiles,
  exportFiles,
  FILE_SORTS,
  listFiles,
  fileCasts,
  positionOfFile,
  type FileSort,
  type StoredFile,
} from '../../store/files/files.js';
import { findFileDetails } from '../../store/files/file-details.js';
import { toFileBody, toFileDetailsBody, totalOf } from '../http/bodies.js';
import { fromCursor, toPage } from '../http/paging.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import type { SendExport } from '../http/exports.js';
import { listFor, sumsFor } from '../http/deadlines.js';
import { ApiError } from '../http/problem.js';
import { fileBody, fileDetailsBody, pageOf, paging, plainText, problems, sumByAccess, time } from '../http/schemas.js';

const sorts = Object.keys(FILE_SORTS) as [FileSort, ...FileSort[]];
const sortNames = sorts.flatMap((name) => [name, `-${name}`]) as [string, ...string[]];

const filter = {
  connectionId: plainText(64).optional(),
  access: z.enum(EXPOSURES).optional(),
  ownerId: plainText(30).optional(),
  ownerLogin: plainText(255).optional().describe('In any case'),
  extension: plainText(255).optional(),
  folderId: plainText(30).optional().describe('At any depth below this folder'),
  q: plainText(255)
    .min(1)
    .optional()
    .describe('Part of the path, in any case; three characters or more are found fast'),
  modifiedAfter: time.optional(),
  modifiedBefore: time.optional(),
  scannedAfter: time.optional(),
  state: z.enum(ITEM_STATES).optional(),
};
const query = z.strictObject({
  ...filter,
  ...paging,
  sort: z
    .enum(sortNames)
    .default('name')
    .describe('A minus sorts downwards; by `modifiedAt`, files whose time Box does not say are left out'),
  format: z.enum(['json', 'csv']).optional().describe('`csv` does as Accept: text/csv, for links'),
});

/** The columns of the CSV, in this order. */
const COLUMNS = [
  'connectionId', 'fileId', 'path', 'ownerLogin', 'ownerId', 'size', 'sha1', 'extension', 'access', 'link', 'linkPassword',
  'linkInheritedFrom', 'hasCollaborations', 'state', 'createdAt', 'modifiedAt', 'scannedAt', 'scanReason', 'generation',
]; // prettier-ignore

/** The inventory. */
export function fileRoutes(app: Api, { config, db }: ApiDependencies, sendExport: SendExport): void {
  const tags = ['Files'];

  app.get(
    '/files',
    {
      schema: {
        tags,
        summary: 'Files; with Accept: text/csv, or format=csv, all that fit the filter, streamed',
        querystring: query,
        response: { 200: pageOf(fileBody), ...problems },
      },
    },
    async (request, reply) => {
      const { limit, cursor, sort: sortName, format, ...which } = request.query;
      if (format === 'csv' || (format === undefined && request.headers.accept?.includes('text/csv'))) {
        return sendExport<StoredFile>(request, reply, {
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': 'attachment; filename="boxward-files.csv"',
          },
          rows: (read) => exportFiles(db, which, read),
          // A spreadsheet must not run what somebody called a file.
          write: (rows) => [
            Readable.from(csvRows(rows)),
            stringify({ header: true, columns: COLUMNS, escape_formulas: true }),
          ],
        });
      }
      const direction = sortName.startsWith('-') ? 'desc' : 'asc';
      const sort = sortName.replace(/^-/, '') as FileSort;
      const list = { list: 'files', sort: sortName, ...which };
      const after = fromCursor(list, cursor, fileCasts(sort));
      const rows = await listFor(db, (trx) => listFiles(trx, which, { sort, direction, limit: limit + 1, after }));
      const page = toPage(rows, limit, list, (file) => positionOfFile(file, sort));
      return { items: page.rows.map(toFileBody), nextCursor: page.nextCursor };
    },
  );

  app.get(
    '/files/summary',
    {
      schema: {
        tags,
        summary: 'How many files fit the filter, by who can reach them; `access` does not count',
        querystring: z.strictObject(filter),
        response: { 200: sumByAccess, ...problems },
      },
    },
    async (request) => {
      const byAccess = await sumsFor(db, (trx) => countFiles(trx, request.query));
      return { total: totalOf(Object.values(byAccess)), byAccess };
    },
  );

  app.get(
    '/files/:connectionId/:fileId',
    {
      schema: {
        tags,
        summary: 'One file, with its collaborators and its scans',
        params: z.object({ connectionId: plainText(64), fileId: plainText(30) }),
        response: { 200: fileDetailsBody, ...problems },
      },
    },
    async (request) => {
      const file = await findFileDetails(db, request.params.connectionId, request.params.fileId);
      if (!file) throw new ApiError(404, 'file_not_found', 'This connection knows no file of this id.');
      return toFileDetailsBody(file, config.box.webUrl);
    },
  );
}

async function* csvRows(rows: AsyncIterable<StoredFile>): AsyncIterable<Record<string, unknown>> {
  for await (const row of rows) {
    const { sharedLink, ...file } = toFileBody(row);
    yield {
      ...file,
      hasCollaborations: String(file.hasCollaborations),
      link: sharedLink?.access ?? '',
      linkPassword: sharedLink ? String(sharedLink.passwordProtected) : '',
      linkInheritedFrom: sharedLink?.inheritedFrom ?? '',
    };
  }
}
