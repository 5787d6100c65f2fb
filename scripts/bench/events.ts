import path from 'node:path';
import { openClient } from './client.js';
import { classify } from '../../src/box/event-types.js';
import type { Activity } from '../../src/domain/activity.js';
import { maintainPartitions } from '../../src/store/activity-log/partitions.js';
import { storeEvents } from '../../src/store/activity-log/write.js';
import { openDatabase, type Db } from '../../src/store/sql/postgres.js';
import { migrate } from '../stack/boxward.js';
import { freePort } from '../stack/ports.js';
import { startPostgres } from '../stack/postgres.js';
import { databaseFigures } from './database.js';
import type { Measured, Scenario } from './scenario.js';
import { watchUsage } from './usage.js';

const SIZE = { quick: { events: 40_000, part: 10_000 }, full: { events: 5_000_000, part: 100_000 } };
/** A page of Box's event log. */
const PAGE = 500;
const DAYS = 150;
const DAY_MS = 24 * 3_600_000;
const CONNECTION = 'bench';
const USERS = 500;
const FIRST = 'Boxward, first events';
const LAST = 'Boxward, last events';
const ALL = 'Boxward, all events';
const RATIO = 'Boxward, last to first';

/** The event log while it grows. */
export const events: Scenario = {
  name: 'events',
  title: 'Growth of the event log',
  measures:
    'Storing 5,000,000 events of 150 days (with `--quick` 40,000), page after page of 500 as the event stream of one connection, by the product’s own function and with its partitions by month: the first 100,000 beside the last 100,000 (with `--quick` 10,000). Nothing is requested from Box. All events are previews and downloads, so that none leads to a rescan.',
  yardstick: 'The first events, while the log is empty.',
  rounds: { quick: 1, full: 1 },
  chart: 'events/s',
  targets: [
    { variant: RATIO, figure: 'events/s', bound: 'at least', limit: 0.85 },
    { variant: RATIO, figure: 'CPU of Postgres per event', bound: 'at most', limit: 1.2 },
  ],
  async round(bench) {
    const size = SIZE[bench.isQuick ? 'quick' : 'full'];
    const postgres = await startPostgres({
      ...{ folder: path.join(bench.folder, 'events'), port: await freePort(), password: 'bench' },
    });
    const databaseUrl = await postgres.database('boxward');
    await migrate(databaseUrl);
    await addConnection(databaseUrl);
    const db = openDatabase(databaseUrl, { maxConnections: 2, applicationName: 'boxward-bench' });
    const log: Log = { db, total: size.events, startedAt: Date.now(), stored: 0 };
    try {
      const before = await databaseFigures(databaseUrl);
      const first = await measure(size.part);
      bench.say(`first ${size.part} events: ${Math.round(first.rate)} events/s`);
      const middle = await measure(size.events - 2 * size.part);
      const last = await measure(size.part);
      bench.say(`last ${size.part} events: ${Math.round(last.rate)} events/s`);
      const after = await databaseFigures(databaseUrl);
      const of = (variant: string, figure: string, unit: string, value: number): Measured => ({
        ...{ variant, figure, unit, value },
      });
      const seconds = first.seconds + middle.seconds + last.seconds;
      return {
        measured: [
          of(FIRST, 'events', '', size.part),
          of(LAST, 'events', '', size.part),
          of(ALL, 'events', '', log.stored),
          of(FIRST, 'events/s', 'events/s', first.rate),
          of(LAST, 'events/s', 'events/s', last.rate),
          of(ALL, 'events/s', 'events/s', size.events / seconds),
          of(RATIO, 'events/s', 'events/s', last.rate / first.rate),
          of(FIRST, 'CPU of Postgres per event', 'µs', first.cpu),
          of(LAST, 'CPU of Postgres per event', 'µs', last.cpu),
          of(RATIO, 'CPU of Postgres per event', 'µs', last.cpu / first.cpu),
          of(ALL, 'bytes stored per event', 'B', (after.bytes - before.bytes) / size.events),
          of(ALL, 'WAL per event', 'B', (after.walBytes - before.walBytes) / size.events),
        ],
        faults: log.stored === size.events ? [] : [`${log.stored} of ${size.events} events were stored`],
      };
    } finally {
      await db.destroy();
      await postgres.child.stop();
    }

    async function measure(count: number): Promise<{ rate: number; cpu: number; seconds: number }> {
      const watch = await watchUsage([postgres.child]);
      const from = performance.now();
      await storePages(log, count);
      const seconds = (performance.now() - from) / 1_000;
      const cpuSeconds = (await watch.stop()).get(postgres.child.name)?.cpuSeconds ?? NaN;
      return { rate: count / seconds, cpu: (cpuSeconds / count) * 1e6, seconds };
    }
  },
};

interface Log {
  readonly db: Db;
  readonly total: number;
  /** Epoch milliseconds: when the first event happens. */
  readonly startedAt: number;
  stored: number;
}

/** Stores the next events, and maintains the partitions once for each of their days, as workers do. */
async function storePages(log: Log, count: number): Promise<void> {
  const timeOf = (index: number): number => log.startedAt + (index / log.total) * DAYS * DAY_MS;
  const end = log.stored + count;
  while (log.stored < end) {
    const from = log.stored;
    const now = new Date(timeOf(from));
    const isNewDay = from === 0 || timeOf(from) % DAY_MS < timeOf(from - PAGE) % DAY_MS;
    if (isNewDay) await maintainPartitions(log.db, { now, retentionDays: null });
    const page = Array.from({ length: Math.min(PAGE, end - from) }, (_, index) =>
      eventAt(from + index, timeOf(from + index)),
    );
    const receivedAt = new Date(timeOf(from + page.length));
    const { stored } = await storeEvents(log.db, {
      connectionId: CONNECTION,
      events: page,
      source: 'stream',
      receivedAt,
    });
    if (stored !== page.length) throw new Error(`${stored} of a page of ${page.length} events were stored`);
    log.stored += stored;
  }
}

function eventAt(index: number, at: number): Activity {
  const type = index % 3 === 0 ? 'DOWNLOAD' : 'PREVIEW';
  const user = index % USERS;
  const actor = { id: String(10_000_000 + user), login: `user${user}@acme.example`, name: `User ${user}` };
  const fileId = String(900_000_000_000 + ((index * 7_919) % 1_000_000));
  const item = {
    type: 'file' as const,
    id: fileId,
    name: `Report ${fileId}.pdf`,
    ownerId: actor.id,
    parentId: '200000000001',
  };
  const occurredAt = new Date(at).toISOString();
  return {
    ...{ ...classify(type), eventId: `event-${index}`, type, occurredAt, timeUnknown: false },
    ...{ actor, item, ip: '203.0.113.7', own: false },
    raw: {
      source: { item_type: 'file', item_id: fileId, item_name: item.name, owned_by: actor },
      created_by: actor,
      created_at: occurredAt,
      event_id: `event-${index}`,
      event_type: type,
      ip_address: '203.0.113.7',
      type: 'event',
      session_id: null,
      additional_details: { size: index, ekm_id: `ekm-${index}`, service_id: '4711' },
    },
  };
}

async function addConnection(databaseUrl: string): Promise<void> {
  const client = await openClient(databaseUrl);
  try {
    await client.query(
      `insert into connections (id, name, provider, status, scan_state) values ($1, 'Benchmark', 'box', 'connected', 'idle')`,
      [CONNECTION],
    );
  } finally {
    await client.end();
  }
}
