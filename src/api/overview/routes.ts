import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { countTypes } from '../../store/activity-log/sums.js';
import { countConnections } from '../../store/connections/connections.js';
import { newPublicLinks, sumFiles } from '../../store/files/exposure-sums.js';
import type { Db } from '../../store/sql/postgres.js';
import { singleFlight } from '../../util/single-flight.js';
import { sum } from '../../util/sum.js';
import { toFileBody, toFileSummaryBody } from '../http/bodies/file.js';
import { readSummary } from '../http/deadlines.js';
import { problems } from '../http/schemas.js';
import { overviewBody } from './schema.js';

const DAY_MS = 86_400_000;
/** The number of days that the overview covers. */
const DAYS = 7;
/** The number of new public links and of event types that it lists. */
const NEWEST_LINKS = 10;
const MOST_FREQUENT_TYPES = 12;
/** The overview is cached for this time, in milliseconds. */
const FRESH_MS = 2_000;

/** An overview of all connections. */
export const overviewRoutes: FastifyPluginAsyncZod = async (app) => {
  const getOverview = singleFlight(() => readOverview(app.db, new Date()), FRESH_MS);
  app.get(
    '/overview',
    {
      schema: {
        tags: ['Overview'],
        summary:
          'Get an overview of the active connections: files, freshness, new public links, events; each file and event once',
        response: { 200: overviewBody, ...problems },
      },
    },
    () => getOverview(),
  );
};

async function readOverview(db: Db, now: Date): Promise<z.input<typeof overviewBody>> {
  const days = lastDays(now);
  const since = new Date(`${days[0] ?? ''}T00:00:00Z`);
  // Two queries at a time: files, and everything else.
  const [files, { connections, links, types }] = await Promise.all([
    readSummary(db, (trx) => sumFiles(trx, now)),
    readSummary(db, async (trx) => ({
      connections: await countConnections(trx),
      links: await newPublicLinks(trx, { since, newest: NEWEST_LINKS }),
      types: await countTypes(trx, new Date(now.getTime() - DAYS * DAY_MS)),
    })),
  ]);
  const counts = new Map(links.days.map(({ day, count }) => [day, count]));
  return {
    connections: { total: sum(Object.values(connections)), byStatus: connections },
    files: toFileSummaryBody({ byAccess: files.access, byState: files.states }),
    freshness: files.freshness,
    newPublicLinks: {
      total: sum(counts.values()),
      days: days.map((day) => ({ day, count: counts.get(day) ?? 0 })),
      items: links.files.map(toFileBody),
    },
    events: { total: sum(types.map(({ count }) => count)), byType: types.slice(0, MOST_FREQUENT_TYPES) },
  };
}

/** The last days (UTC) including today, oldest first. */
const lastDays = (now: Date): string[] =>
  Array.from({ length: DAYS }, (_, i) => new Date(now.getTime() - (DAYS - 1 - i) * DAY_MS).toISOString().slice(0, 10));
