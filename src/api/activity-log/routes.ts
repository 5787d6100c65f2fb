import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  ACTIVITY_CASTS,
  exportActivities,
  listActivities,
  positionOfActivity,
  type ActivityFilter,
  type StoredActivity,
} from '../../store/activity-log/list.js';
import { retainedFrom } from '../../store/activity-log/partitions.js';
import { sumActivities } from '../../store/activity-log/sums.js';
import { sum } from '../../util/sum.js';
import { readPage, readSummary } from '../http/deadlines.js';
import { fromCursor, toPage } from '../http/paging.js';
import { ApiError } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import { isoTime, problems } from '../http/schemas.js';
import {
  activityPageBody,
  activityQuery,
  activitySummaryBody,
  activitySummaryQuery,
  toActivityBody,
} from './schema.js';
import { inBuckets } from './time-buckets.js';

/** The default time range of a summary, in milliseconds. */
const DEFAULT_RANGE_MS = 7 * 86_400_000;
/** The number of event types in a summary. */
const MOST_FREQUENT_TYPES = 20;

const tags = ['Activities'];

/** The activity log. */
export const activityRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/activities',
    {
      schema: {
        tags,
        summary:
          'List activities, newest first, or stream all matching ones with Accept: application/x-ndjson or format=ndjson',
        querystring: activityQuery,
        response: { 200: activityPageBody, ...problems },
      },
    },
    getActivities,
  );
  app.get(
    '/activities/summary',
    {
      schema: {
        tags,
        summary: 'Count matching activities per time bucket and per type',
        querystring: activitySummaryQuery,
        response: { 200: activitySummaryBody, ...problems },
      },
    },
    getSummary,
  );
};

async function getActivities(request: RequestOf<{ querystring: typeof activityQuery }>, reply: FastifyReply) {
  const { limit, cursor, format, ...filter } = request.query;
  const acceptsNdjson = request.headers.accept?.includes('application/x-ndjson');
  if (format === 'ndjson' || (format === undefined && acceptsNdjson)) return sendNdjson(request, reply, filter);
  const list = { list: 'activities', ...filter };
  const after = fromCursor(list, cursor, ACTIVITY_CASTS);
  const { rows, retained } = await readPage(request.server.db, async (trx) => ({
    rows: await listActivities(trx, filter, { limit: limit + 1, after }),
    retained: await retainedFrom(trx),
  }));
  const page = toPage(rows, limit, list, positionOfActivity);
  return {
    items: page.rows.map(toActivityBody),
    nextCursor: page.nextCursor,
    retainedFrom: isoTime(retained),
  };
}

async function getSummary({ server, query }: RequestOf<{ querystring: typeof activitySummaryQuery }>) {
  const { after, before, buckets, ...filter } = query;
  const to = before === undefined ? new Date() : new Date(before);
  const from = after === undefined ? new Date(to.getTime() - DEFAULT_RANGE_MS) : new Date(after);
  if (from >= to) throw emptyRange();
  const bucketSeconds = Math.ceil((to.getTime() - from.getTime()) / 1000 / buckets);
  const range = { from, to, bucketSeconds };
  const { byTime, byType, retained } = await readSummary(server.db, async (trx) => ({
    ...(await sumActivities(trx, filter, range)),
    retained: await retainedFrom(trx),
  }));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    bucketSeconds,
    buckets: inBuckets(byTime, range),
    byType: byType.slice(0, MOST_FREQUENT_TYPES),
    total: sum(byType.map(({ count }) => count)),
    retainedFrom: isoTime(retained),
  };
}

function emptyRange(): ApiError {
  return new ApiError(400, 'invalid_request', 'after: must be earlier than before, which defaults to now', {
    errors: [{ field: 'querystring.after', message: 'must be earlier than before' }],
  });
}

function sendNdjson(request: RequestOf<object>, reply: FastifyReply, filter: ActivityFilter): Promise<FastifyReply> {
  return request.server.sendExport<StoredActivity>(request, reply, {
    headers: {
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="boxward-activities.ndjson"',
    },
    rows: (read) => exportActivities(request.server.db, filter, read),
    write: (rows) => [Readable.from(lines(rows))],
  });
}

async function* lines(rows: AsyncIterable<StoredActivity>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(toActivityBody(row))}\n`;
}
