import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  ACTIVITY_CASTS,
  exportActivities,
  listActivities,
  positionOfActivity,
  type StoredActivity,
} from '../../store/activities.js';
import { toActivityBody } from '../bodies.js';
import { fromCursor, toCursor } from '../cursor.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import type { SendExport } from '../exports.js';
import { activityBody, pageOf, paging, plainText, problems, time } from '../schemas.js';

const query = z.strictObject({
  connectionId: plainText(64).optional(),
  type: plainText(100).optional(),
  category: z.enum(['modifies', 'shares', 'moves', 'removes', 'reads', 'other']).optional(),
  actorId: plainText(30).optional(),
  itemId: plainText(30).optional(),
  after: time.optional(),
  before: time.optional(),
  ip: plainText(64).optional(),
  ...paging,
});

/** The activity log. */
export function activityRoutes(app: Api, { db }: ApiDependencies, sendExport: SendExport): void {
  app.get(
    '/activities',
    {
      schema: {
        tags: ['Activities'],
        summary: 'Activities, newest first; with Accept: application/x-ndjson all that fit the filter, streamed',
        querystring: query,
        response: { 200: pageOf(activityBody), ...problems },
      },
    },
    async (request, reply) => {
      const { limit, cursor, ...which } = request.query;
      if (request.headers.accept?.includes('application/x-ndjson')) {
        return sendExport<StoredActivity>(request, reply, {
          headers: { 'content-type': 'application/x-ndjson' },
          rows: (read) => exportActivities(db, which, read),
          write: (rows) => [Readable.from(lines(rows))],
        });
      }
      const list = { list: 'activities', ...which };
      const rows = await listActivities(db, which, {
        limit: limit + 1,
        after: fromCursor(list, cursor, ACTIVITY_CASTS),
      });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return { items: page.map(toActivityBody), nextCursor: last ? toCursor(list, positionOfActivity(last)) : null };
    },
  );
}

async function* lines(rows: AsyncIterable<StoredActivity>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(toActivityBody(row))}\n`;
}
