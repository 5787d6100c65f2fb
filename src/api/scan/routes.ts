import { z } from 'zod';
import { SCAN_REASONS } from '../../domain/scan.js';
import { audited } from '../../store/access/audit-log.js';
import { ownersOfFiles } from '../../store/files/files.js';
import { pathsOf } from '../../store/scan/items.js';
import { storePromotions } from '../../store/scan/promotions.js';
import type { Promotion } from '../../domain/promotion.js';
import {
  frontierHead,
  positionOfProblem,
  PROBLEM_CASTS,
  scanNumbers,
  scanProblems,
} from '../../store/scan/progress.js';
import { callerOf } from '../access/authenticate.js';
import { toScanBody } from '../http/bodies.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { ApiError } from '../http/problem.js';
import { fromCursor, toPage } from '../http/paging.js';
import { idParams, pageOf, paging, problemBody, problems, scanBody } from '../http/schemas.js';
import { known } from '../connections/routes.js';

const queueItem = z.object({
  position: z.int(),
  itemType: z.enum(['file', 'folder', 'user']),
  itemId: z.string(),
  ownerId: z.string().nullable(),
  eventType: z.string().nullable(),
  at: z.string().nullable(),
  reason: z.enum(SCAN_REASONS),
  lane: z.enum(['express', 'subtree', 'bulk']),
  path: z.string().nullable().describe('As the last scan saw it; null when none has'),
});
const queueBody = z.object({ items: z.array(queueItem) }).meta({ id: 'Queue' });
const steered = z.object({ accepted: z.literal(true) });
const promoteBody = z.strictObject({
  fileIds: z
    .array(z.string().regex(/^\d{1,30}$/, 'must be a file id of Box'))
    .min(1)
    .max(100),
});

/** The scan of a connection: how it is doing, what is next, and steering it. */
export function scanRoutes(app: Api, { db, workflows }: ApiDependencies): void {
  const tags = ['Scan'];

  app.get(
    '/connections/:id/scan',
    { schema: { tags, summary: 'How the scan is doing', params: idParams, response: { 200: scanBody, ...problems } } },
    async (request) => {
      const connection = await known(db, request.params.id);
      return toScanBody(await scanNumbers(db, connection.id));
    },
  );

  app.get(
    '/connections/:id/problems',
    {
      schema: {
        tags,
        summary: 'Every user left out and every item set aside, with the reason and what to do',
        params: idParams,
        querystring: z.strictObject(paging),
        response: { 200: pageOf(problemBody), ...problems },
      },
    },
    async (request) => {
      const { id } = await known(db, request.params.id);
      const { limit, cursor } = request.query;
      const list = { list: 'problems', id };
      const after = fromCursor(list, cursor, PROBLEM_CASTS);
      const rows = await scanProblems(db, id, { limit: limit + 1, after });
      const page = toPage(rows, limit, list, positionOfProblem);
      return { items: [...page.rows], nextCursor: page.nextCursor };
    },
  );

  app.get(
    '/connections/:id/scan/queue',
    {
      schema: {
        tags,
        summary: 'The head of the queue, in the order in which it will be served',
        params: idParams,
        querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(100) }),
        response: { 200: queueBody, ...problems },
      },
    },
    async (request) => {
      const { id } = await known(db, request.params.id);
      const { limit } = request.query;
      const promoted = await workflows.queueHead(id, limit);
      const [pathOf, waiting] = await Promise.all([pathsOf(db, id, promoted), frontierHead(db, id, limit)]);
      const items = [
        ...promoted.map(({ itemType, itemId, ownerId, eventType, at, reason }) => ({
          itemType,
          itemId,
          ownerId,
          eventType,
          at,
          reason,
          lane: 'express' as const,
          path: pathOf({ itemType, itemId }),
        })),
        ...waiting.map(({ userId, folderId, lane, path }) => ({
          itemType: 'folder' as const,
          itemId: folderId,
          ownerId: userId,
          eventType: null,
          at: null,
          reason: lane === 0 ? ('subtree' as const) : ('bulk' as const),
          lane: lane === 0 ? ('subtree' as const) : ('bulk' as const),
          path,
        })),
      ];
      return { items: items.slice(0, limit).map((item, position) => ({ position, ...item })) };
    },
  );

  for (const how of ['pause', 'resume', 'restart'] as const) {
    app.post(
      `/connections/:id/scan/${how}`,
      {
        schema: {
          tags,
          summary: `${how[0]?.toUpperCase() ?? ''}${how.slice(1)} the scan`,
          params: idParams,
          response: { 202: steered, ...problems },
        },
      },
      async (request, reply) => {
        const { id } = await known(db, request.params.id);
        await audited(db, { tokenId: callerOf(request).id, action: `scan.${how}`, target: id }, () =>
          workflows.steerScan(id, how),
        );
        return reply.code(202).send({ accepted: true });
      },
    );
  }

  app.post(
    '/connections/:id/scan/promote',
    {
      schema: {
        tags,
        summary: 'Put files at the head of the queue by hand',
        params: idParams,
        body: promoteBody,
        response: { 202: steered, ...problems },
      },
    },
    async (request, reply) => {
      const { id } = await known(db, request.params.id);
      const fileIds = [...new Set(request.body.fileIds)];
      const owners = await ownersOfFiles(db, id, fileIds);
      const unknown = fileIds.filter((fileId) => !owners.has(fileId));
      if (unknown.length > 0) {
        throw new ApiError(400, 'unknown_files', `fileIds: not known in this connection: ${unknown.join(', ')}`, {
          errors: unknown.map((fileId) => ({ field: 'body.fileIds', message: `${fileId} is not known` })),
        });
      }
      const at = new Date().toISOString();
      const promotions = fileIds.map((itemId): Promotion => ({
        itemType: 'file',
        itemId,
        ownerId: owners.get(itemId) ?? null,
        eventId: null,
        eventType: 'MANUAL',
        at,
        rank: 0,
        reason: 'manual',
      }));
      const entry = { tokenId: callerOf(request).id, action: 'scan.promote', target: id, detail: { fileIds } };
      await audited(db, entry, async (trx) => {
        await workflows.promote(id, promotions);
        await storePromotions(trx, id, promotions);
      });
      return reply.code(202).send({ accepted: true });
    },
  );
}
