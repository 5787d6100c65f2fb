import { z } from 'zod';
import { countTypes } from '../../store/activity-log/sums.js';
import type { Db } from '../../store/sql/postgres.js';
import { countConnections, newPublicLinks, sumActiveFiles } from '../../store/files/exposure-sums.js';
import { toFileBody, totalOf } from '../http/bodies.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { sumsFor } from '../http/deadlines.js';
import { fileBody, problems, sumByAccess, typeCount } from '../http/schemas.js';
import { singleFlight } from '../../util/single-flight.js';

const DAY_MS = 86_400_000;
/** Days that the overview looks back. */
const DAYS = 7;
/** New public links, and event types, that it names. */
const NEWEST_LINKS = 10;
const MOST_FREQUENT_TYPES = 12;

const overview = z
  .object({
    connections: z.object({
      total: z.int(),
      byStatus: z.record(z.string(), z.int()).describe('By status; what there is none of is missing'),
    }),
    files: sumByAccess.describe('Active files'),
    freshness: z
      .object({ lastHour: z.int(), lastDay: z.int(), lastWeek: z.int(), older: z.int() })
      .describe('Active files by the age of their last scan; each is counted once'),
    newPublicLinks: z
      .object({
        total: z.int(),
        days: z.array(z.object({ day: z.string(), count: z.int() })).describe('Seven days (UTC), oldest first'),
        items: z.array(fileBody).describe('The newest'),
      })
      .describe('Active files that anybody can open since a link was made or changed in these days'),
    events: z
      .object({ total: z.int(), byType: z.array(typeCount).describe('The most frequent types') })
      .describe('Of the last seven days'),
  })
  .meta({ id: 'Overview' });

/** However many look at it, it is summed up once at a time, and so many milliseconds after the last time. */
const FRESH_MS = 2_000;

/** What there is in all connections together. */
export function overviewRoute(app: Api, { db }: ApiDependencies): void {
  const sumUpOnce = singleFlight(() => sumUp(db, new Date()), FRESH_MS);

  app.get(
    '/overview',
    {
      schema: {
        tags: ['Overview'],
        summary: 'All connections at a glance: files, freshness, new public links, events',
        response: { 200: overview, ...problems },
      },
    },
    () => sumUpOnce(),
  );
}

async function sumUp(db: Db, now: Date): Promise<z.input<typeof overview>> {
  const days = lastDays(now);
  const since = new Date(`${days[0] ?? ''}T00:00:00Z`);
  // Two at a time: files, and everything else.
  const [files, { connections, links, types }] = await Promise.all([
    sumsFor(db, (trx) => sumActiveFiles(trx, now)),
    sumsFor(db, async (trx) => ({
      connections: await countConnections(trx),
      links: await newPublicLinks(trx, { since, newest: NEWEST_LINKS }),
      types: await countTypes(trx, new Date(now.getTime() - DAYS * DAY_MS)),
    })),
  ]);
  const counts = new Map(links.days.map(({ day, count }) => [day, count]));
  return {
    connections: { total: totalOf(Object.values(connections)), byStatus: connections },
    files: { total: totalOf(Object.values(files.access)), byAccess: files.access },
    freshness: files.freshness,
    newPublicLinks: {
      total: totalOf(counts.values()),
      days: days.map((day) => ({ day, count: counts.get(day) ?? 0 })),
      items: links.files.map(toFileBody),
    },
    events: { total: totalOf(types.map(({ count }) => count)), byType: types.slice(0, MOST_FREQUENT_TYPES) },
  };
}

/** The last days (UTC), today included, oldest first. */
const lastDays = (now: Date): string[] =>
  Array.from({ length: DAYS }, (_, i) => new Date(now.getTime() - (DAYS - 1 - i) * DAY_MS).toISOString().slice(0, 10));
