import { stringify } from 'csv-stringify';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { findFileDetails } from '../../store/files/file-details.js';
import { countFiles } from '../../store/files/counts.js';
import {
  exportFiles,
  fileCasts,
  listFiles,
  positionOfFile,
  type FileFilter,
  type StoredFile,
} from '../../store/files/files.js';
import { fileBody, fileSummaryBody, toFileBody, toFileSummaryBody } from '../http/bodies/file.js';
import { readPage, readSummary } from '../http/deadlines.js';
import { fromCursor, toPage } from '../http/paging.js';
import { ApiError } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import { pageOf, problems } from '../http/schemas.js';
import {
  fileDetailsBody,
  fileFilter,
  fileParams,
  fileQuery,
  toFileDetailsBody,
  toFileFilter,
  toOrder,
} from './schema.js';

const tags = ['Files'];
const summaryQuery = z.strictObject(fileFilter);

/** The files of all connections. */
export const fileRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/files',
    {
      schema: {
        tags,
        summary:
          'List active files of active connections, or those that the filter asks for; stream all of them with ' +
          'Accept: text/csv or format=csv',
        querystring: fileQuery,
        response: { 200: pageOf(fileBody), ...problems },
      },
    },
    getFiles,
  );
  app.get(
    '/files/summary',
    {
      schema: {
        tags,
        summary: 'Count matching files, each once, by access and by state; the filter `access` is ignored',
        querystring: summaryQuery,
        response: { 200: fileSummaryBody, ...problems },
      },
    },
    getSummary,
  );
  app.get(
    '/files/:connectionId/:fileId',
    {
      schema: {
        tags,
        summary: 'Get a file with its collaborators and scans',
        params: fileParams,
        response: { 200: fileDetailsBody, ...problems },
      },
    },
    getFile,
  );
};

async function getFiles(request: RequestOf<{ querystring: typeof fileQuery }>, reply: FastifyReply) {
  const { limit, cursor, sort: sortName, format, ...query } = request.query;
  const filter = toFileFilter(query);
  if (format === 'csv' || (format === undefined && request.headers.accept?.includes('text/csv'))) {
    return sendCsv(request, reply, filter);
  }
  const { sort, direction } = toOrder(sortName);
  const list = { list: 'files', sort: sortName, ...filter };
  const after = fromCursor(list, cursor, fileCasts(sort));
  const rows = await readPage(request.server.db, (trx) =>
    listFiles(trx, filter, { sort, direction, limit: limit + 1, after }),
  );
  const page = toPage(rows, limit, list, (file) => positionOfFile(file, sort));
  return { items: page.rows.map(toFileBody), nextCursor: page.nextCursor };
}

async function getSummary(request: RequestOf<{ querystring: typeof summaryQuery }>) {
  const filter = toFileFilter(request.query);
  return toFileSummaryBody(await readSummary(request.server.db, (trx) => countFiles(trx, filter)));
}

async function getFile({ server, params }: RequestOf<{ params: typeof fileParams }>) {
  const file = await findFileDetails(server.db, params.connectionId, params.fileId);
  if (!file) throw new ApiError(404, 'file_not_found', 'This connection has no file with this id.');
  return toFileDetailsBody(file, server.config.box.webUrl);
}

/** The columns of the CSV, in this order. */
const COLUMNS = [
  'connectionId', 'fileId', 'path', 'ownerLogin', 'ownerId', 'size', 'sha1', 'extension', 'access', 'link', 'linkPassword',
  'linkInheritedFrom', 'hasCollaborations', 'state', 'createdAt', 'modifiedAt', 'scannedAt', 'scanReason', 'generation',
  'connectionState',
]; // prettier-ignore

function sendCsv(request: RequestOf<object>, reply: FastifyReply, filter: FileFilter): Promise<FastifyReply> {
  return request.server.sendExport<StoredFile>(request, reply, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="boxward-files.csv"',
    },
    rows: (read) => exportFiles(request.server.db, filter, read),
    // A spreadsheet must not evaluate a file name as a formula.
    write: (rows) => [
      Readable.from(csvRows(rows)),
      stringify({ header: true, columns: COLUMNS, escape_formulas: true }),
    ],
  });
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
