import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { audited } from '../../store/access/audit-log.js';
import { hasWorker } from '../../store/scan/situation.js';
import { TemporalUnavailable } from '../../temporal/failures.js';
import { callerOf } from '../access/authenticate.js';
import { getConnection } from '../http/get-connection.js';
import { ApiError, temporalUnavailable } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import { idParams, problems } from '../http/schemas.js';
import { testResult } from './schema.js';

/** How long to wait for the result, in seconds. */
const testQuery = z.strictObject({ wait: z.coerce.number().int().min(1).max(120).default(30) });
const pendingBody = z.object({ location: z.string() });

/** Test API, on demand. */
export const testApiRoute: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/connections/:id/test',
    {
      schema: {
        tags: ['Connections'],
        summary: 'Run Test API; 202 when it takes longer than `wait` seconds',
        params: idParams,
        querystring: testQuery,
        response: { 200: testResult, 202: pendingBody, ...problems },
      },
    },
    runTest,
  );
};

async function runTest(
  request: RequestOf<{ params: typeof idParams; querystring: typeof testQuery }>,
  reply: FastifyReply,
) {
  const { db, temporal } = request.server;
  const { id, status } = await getConnection(db, request.params.id);
  if (status !== 'connected') throw notConnected(status);
  const entry = { tokenId: callerOf(request).id, action: 'connection.test', target: id };
  // The transaction covers only the start: waiting for the result would occupy a database connection.
  const waitForResult = await audited(db, entry, () => temporal.beginTest(id, request.query.wait * 1000)).catch(
    async (error: unknown) => {
      if (error instanceof TemporalUnavailable && !(await hasWorker(db))) throw noWorker();
      throw error;
    },
  );
  const result = await waitForResult();
  if (result) return { ...result, checks: [...result.checks] };
  const location = `/v1/connections/${id}`;
  void reply.code(202).header('location', location);
  return { location };
}

function noWorker(): ApiError {
  const detail = 'No worker is running, so Test API cannot run. Start one, then run Test API again.';
  return temporalUnavailable(detail);
}

function notConnected(status: string): ApiError {
  const detail = `The connection is ${status}; only a connected one can be tested.`;
  return new ApiError(409, 'connection_not_connected', detail);
}
