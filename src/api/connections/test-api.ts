import { z } from 'zod';
import { audited } from '../../store/access/audit-log.js';
import { callerOf } from '../access/authenticate.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { ApiError } from '../http/problem.js';
import { idParams, problems, testResult } from '../http/schemas.js';
import { known } from './routes.js';

const later = z.object({ location: z.string() });

/** Test API, on demand. */
export function testApiRoute(app: Api, { db, workflows }: ApiDependencies): void {
  app.post(
    '/connections/:id/test',
    {
      schema: {
        tags: ['Connections'],
        summary: 'Run Test API',
        params: idParams,
        querystring: z.strictObject({ wait: z.coerce.number().int().min(1).max(120).default(30) }),
        response: { 200: testResult, 202: later, ...problems },
      },
    },
    async (request, reply) => {
      const { id, status } = await known(db, request.params.id);
      if (status !== 'connected') {
        throw new ApiError(
          409,
          'connection_not_connected',
          `The connection is ${status}; only a connected one can be tested.`,
        );
      }
      const entry = { tokenId: callerOf(request).id, action: 'connection.test', target: id };
      // Only the asking is part of the transaction: waiting for the verdict would hold a connection of the pool.
      const untilTested = await audited(db, entry, () => workflows.beginTest(id, request.query.wait * 1000));
      const result = await untilTested();
      if (result) return reply.code(200).send({ ...result, checks: [...result.checks] });
      const location = `/v1/connections/${id}`;
      return reply.code(202).header('location', location).send({ location });
    },
  );
}
