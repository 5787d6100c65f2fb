import { Readable } from 'node:stream';
import { z } from 'zod';
import { ACTIVITY_CATEGORIES } from '../../domain/activity.js';
import {
  ACTIVITY_CASTS,
  exportActivities,
  listActivities,
  positionOfActivity,
  type StoredActivity,
} from '../../store/activity-log/list.js';
import { sumActivities } from '../../store/activity-log/sums.js';
import { toActivityBody, totalOf } from '../http/bodies.js';
import { fromCursor, toPage } from '../http/paging.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import type { SendExport } from '../http/exports.js';
import { listFor, sumsFor } from '../http/deadlines.js';
import { ApiError } from '../http/problem.js';
import { activityBody, activitySummaryBody, pageOf, paging, plainText, problems, time } from '../http/schemas.js';
import { inBuckets } from './time-buckets.js';

/** How far back a summary looks that is not told, and how many types it names. */
const DEFAULT_SPAN_MS = 7 * 86_400_000;
const MOST_FREQUENT_TYPES = 20;

const filter = {
  connectionId: plainText(64).optional(),
  type: plainText(100).optional(),
  category: z.enum(ACTIVITY_CATEGORIES).optional(),
  actorId: plainText(30).optional(),
  itemId: plainText(30).optional(),
  after: time.optional(),
  before: time.optional(),
  ip: plainText(64).optional(),
};
const query = z.strictObject({
  ...filter,
  ...paging,
  format: z.enum(['json', 'ndjson']).optional().describe('`ndjson` does as Accept: application/x-ndjson, for links'),
});
const summaryQuery = z.strictObject({
  ...filter,
  after: time.optional().describe('7 days before `before`, when it is not given'),
  before: time.optional().describe('Now, when it is not given'),
  buckets: z.coerce.number().int().min(10).max(400).default(60).describe('The most stretches to divide the time into'),
});

/** The activity log. */
export function activityRoutes(app: Api, { db }: ApiDependencies, sendExport: SendExport): void {
  app.get(
    '/activities',
    {
      schema: {
        tags: ['Activities'],
        summary:
          'Activities, newest first; with Accept: application/x-ndjson, or format=ndjson, all that fit, streamed',
        querystring: query,
        response: { 200: pageOf(activityBody), ...problems },
      },
    },
    async (request, reply) => {
      const { limit, cursor, format, ...which } = request.query;
      const isExport = request.headers.accept?.includes('application/x-ndjson');
      if (format === 'ndjson' || (format === undefined && isExport)) {
        return sendExport<StoredActivity>(request, reply, {
          headers: {
            'content-type': 'application/x-ndjson',
            'content-disposition': 'attachment; filename="boxward-activities.ndjson"',
          },
          rows: (read) => exportActivities(db, which, read),
          write: (rows) => [Readable.from(lines(rows))],
        });
      }
      const list = { list: 'activities', ...which };
      const after = fromCursor(list, cursor, ACTIVITY_CASTS);
      const rows = await listFor(db, (trx) => listActivities(trx, which, { limit: limit + 1, after }));
      const page = toPage(rows, limit, list, positionOfActivity);
      return { items: page.rows.map(toActivityBody), nextCursor: page.nextCursor };
    },
  );

  app.get(
    '/activities/summary',
    {
      schema: {
        tags: ['Activities'],
        summary: 'How many activities fit the filter: in stretches of time, and by type',
        querystring: summaryQuery,
        response: { 200: activitySummaryBody, ...problems },
      },
    },
    async (request) => {
      const { after, before, buckets, ...which } = request.query;
      const to = before === undefined ? new Date() : new Date(before);
      const from = after === undefined ? new Date(to.getTime() - DEFAULT_SPAN_MS) : new Date(after);
      if (from >= to) throw emptySpan();
      const bucketSeconds = Math.ceil((to.getTime() - from.getTime()) / 1000 / buckets);
      const span = { from, to, bucketSeconds };
      const { byTime, byType } = await sumsFor(db, (trx) => sumActivities(trx, which, span));
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        bucketSeconds,
        buckets: inBuckets(byTime, span),
        byType: byType.slice(0, MOST_FREQUENT_TYPES),
        total: totalOf(byType.map(({ count }) => count)),
      };
    },
  );
}

function emptySpan(): ApiError {
  return new ApiError(400, 'invalid_request', 'after: must be earlier than before, which is now if it is not given', {
    errors: [{ field: 'querystring.after', message: 'must be earlier than before' }],
  });
}

async function* lines(rows: AsyncIterable<StoredActivity>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(toActivityBody(row))}\n`;
}
