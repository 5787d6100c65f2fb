import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { positionOfProblem, PROBLEM_CASTS, scanNumbers, scanProblems } from '../../store/scan/progress.js';
import { listRescans } from '../../store/scan/rescans.js';
import { scanBody, scanProblemBody, toScanBody, toScanProblemBody } from '../http/bodies/scan.js';
import { getConnection } from '../http/get-connection.js';
import { fromCursor, toPage } from '../http/paging.js';
import type { RequestOf } from '../http/route-types.js';
import { idParams, pageOf, paging, problems } from '../http/schemas.js';
import { rescansBody, toRescanBody } from './recent.js';
import { getQueue } from './queue.js';
import { acceptedBody, promoteBody, queueBody, queueQuery } from './schema.js';
import { promoteFiles, steerScan } from './steer.js';

const tags = ['Scan'];
const problemsQuery = z.strictObject(paging);
type ScanRequest = RequestOf<{ params: typeof idParams }>;

/** The scan of a connection: progress, problems, queue and control. */
export const scanRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/connections/:id/scan',
    {
      schema: {
        tags,
        summary: 'Get the progress of the scan',
        params: idParams,
        response: { 200: scanBody, ...problems },
      },
    },
    getScan,
  );
  app.get(
    '/connections/:id/problems',
    {
      schema: {
        tags,
        summary: 'List all skipped users and parked items, each with the reason and a remedy',
        params: idParams,
        querystring: problemsQuery,
        response: { 200: pageOf(scanProblemBody), ...problems },
      },
    },
    getProblems,
  );
  app.get(
    '/connections/:id/scan/queue',
    {
      schema: {
        tags,
        summary: 'Get the head of the scan queue, in the order of processing, and the number of items that wait',
        params: idParams,
        querystring: queueQuery,
        response: { 200: queueBody, ...problems },
      },
    },
    getQueue,
  );
  app.get(
    '/connections/:id/scan/recent',
    {
      schema: {
        tags,
        summary: 'List the last 50 priority rescans with what they changed, newest first',
        params: idParams,
        response: { 200: rescansBody, ...problems },
      },
    },
    getRecent,
  );
  for (const [command, summary] of [
    ['pause', 'Pause the scan'],
    ['resume', 'Resume the scan'],
    ['restart', 'Restart the scan'],
  ] as const) {
    app.post(
      `/connections/:id/scan/${command}`,
      { schema: { tags, summary, params: idParams, response: { 202: acceptedBody, ...problems } } },
      (request, reply) => steerScan(request, reply, command),
    );
  }
  app.post(
    '/connections/:id/scan/promote',
    {
      schema: {
        tags,
        summary: 'Move files to the head of the scan queue',
        params: idParams,
        body: promoteBody,
        response: { 202: acceptedBody, ...problems },
      },
    },
    promoteFiles,
  );
};

async function getScan({ server, params }: ScanRequest) {
  const { id } = await getConnection(server.db, params.id);
  return toScanBody(await scanNumbers(server.db, id, server.countScanWork));
}

async function getProblems({
  server,
  params,
  query,
}: RequestOf<{ params: typeof idParams; querystring: typeof problemsQuery }>) {
  const { id } = await getConnection(server.db, params.id);
  const list = { list: 'problems', id };
  const after = fromCursor(list, query.cursor, PROBLEM_CASTS);
  const rows = await scanProblems(server.db, id, { limit: query.limit + 1, after });
  const page = toPage(rows, query.limit, list, positionOfProblem);
  return { items: page.rows.map(toScanProblemBody), nextCursor: page.nextCursor };
}

async function getRecent({ server, params }: ScanRequest) {
  const { id } = await getConnection(server.db, params.id);
  return { items: (await listRescans(server.db, id)).map(toRescanBody) };
}
