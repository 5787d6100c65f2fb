import path from 'node:path';
import { openPool } from './client.js';
import { z } from 'zod';
import { CONNECTION, fill } from '../bench-portal/fill.js';
import { apiChild, boxwardEnvironment, freshSecrets, migrate } from '../stack/boxward.js';
import { freePort, localUrl } from '../stack/ports.js';
import { startPostgres } from '../stack/postgres.js';
import { inTurn } from './order.js';
import type { Bench, Measured, Scenario, Target } from './scenario.js';
import { percentile } from './statistics.js';
import { watchUsage } from './usage.js';

const SIZE = {
  quick: { files: 20_000, events: 100_000, deepPages: 10, requests: 400 },
  full: { files: 1_000_000, events: 5_000_000, deepPages: 500, requests: 2_000 },
};
const CLIENTS = 50;
const API = 'Boxward';
const SQL = 'SQL by hand';
const ROWS = 51;
const FILES = `select * from files where connection_id = $1 and state = 'active'`;
const LIST = '/v1/files?state=active&limit=50';

/** A request, and the same read by hand. */
interface Read {
  readonly name: string;
  readonly url: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

const READS: readonly Read[] = [
  { name: 'files by name', url: `${LIST}&sort=name`, sql: `${FILES} order by name, file_id limit ${ROWS}`, values: [] },
  {
    name: 'files by size, largest first',
    url: `${LIST}&sort=-size`,
    sql: `${FILES} order by size desc, file_id desc limit ${ROWS}`,
    values: [],
  },
  {
    name: 'public files',
    url: `${LIST}&sort=name&access=public`,
    sql: `${FILES} and access = 'public' order by name, file_id limit ${ROWS}`,
    values: [],
  },
  {
    name: 'newest events',
    url: '/v1/activities?limit=50',
    sql: `select * from activities where connection_id = $1 order by occurred_at desc, event_id desc limit ${ROWS}`,
    values: [],
  },
];
const names = [...READS.map(({ name }) => name), 'files from a deep cursor'];

/** Lists over many rows with many clients. */
export const api: Scenario = {
  name: 'api',
  title: 'API over many rows',
  measures: `Lists of 50 rows over 1,000,000 files and 5,000,000 events (with \`--quick\` 20,000 and 100,000), requested by ${CLIENTS} clients at the same time, and a CSV of all files: the time to its first byte, and how much memory of the API grows meanwhile.`,
  yardstick: `The same read as one SQL statement by ${CLIENTS} clients that are connected to Postgres directly.`,
  rounds: { quick: 1, full: 3 },
  chart: 'files by name, p99',
  targets: [
    ...names.map((name): Target => ({
      variant: API,
      figure: `${name}, p99 to that of SQL`,
      bound: 'at most',
      limit: 2,
    })),
    { variant: API, figure: 'CSV, first byte', bound: 'at most', limit: 300 },
  ],
  async round(bench) {
    const size = SIZE[bench.isQuick ? 'quick' : 'full'];
    return withApi(bench, size, async ({ url, token, databaseUrl, memory }) => {
      const get = (address: string) => fetch(`${url}${address}`, { headers: { authorization: `Bearer ${token}` } });
      const pool = openPool(databaseUrl, CLIENTS);
      try {
        const measured: Measured[] = [];
        for (const read of [...READS, await deepRead(get, size.deepPages)]) {
          const byHand = async () => {
            await pool.query({ name: read.name, text: read.sql, values: [CONNECTION, ...read.values] });
          };
          const byApi = async () => {
            const response = await get(read.url);
            await response.arrayBuffer();
            if (!response.ok) throw new Error(`${read.url} returned ${response.status}`);
          };
          const [ours, sql] = await inTurn(
            bench.round,
            () => timesOf(size.requests, byApi),
            () => timesOf(size.requests, byHand),
          );
          measured.push(...figures(SQL, read.name, sql), ...figures(API, read.name, ours), {
            ...{ variant: API, figure: `${read.name}, p99 to that of SQL`, unit: '' },
            value: percentile(ours, 0.99) / percentile(sql, 0.99),
          });
          bench.say(
            `${read.name}: p99 ${percentile(ours, 0.99).toFixed(0)} ms, SQL ${percentile(sql, 0.99).toFixed(0)} ms`,
          );
        }
        const csv = await readCsv(get, memory);
        const { rows } = await pool.query<{ count: string }>(`select count(*) from (${FILES}) f`, [CONNECTION]);
        const stored = Number(rows[0]?.count);
        const faults = csv.rows === stored ? [] : [`the CSV has ${csv.rows} rows, ${stored} files are stored`];
        return { measured: [...measured, ...csv.measured], faults };
      } finally {
        await pool.end();
      }
    });
  },
};

type Get = (address: string) => Promise<Response>;

interface RunningApi {
  readonly url: string;
  readonly token: string;
  readonly databaseUrl: string;
  /** Runs `work` and returns the most memory of the API meanwhile, in MiB. */
  readonly memory: (work: () => Promise<void>) => Promise<number>;
}

async function withApi<T>(
  bench: Bench,
  { files, events }: { readonly files: number; readonly events: number },
  work: (api: RunningApi) => Promise<T>,
): Promise<T> {
  const folder = path.join(bench.folder, 'rig');
  const postgres = await startPostgres({ folder, port: await freePort(), password: 'bench' });
  const databaseUrl = await postgres.database('boxward');
  await migrate(databaseUrl);
  await fill(databaseUrl, files, events);
  const secrets = freshSecrets();
  // Lists need neither Temporal nor Box.
  const unused = `127.0.0.1:${await freePort()}`;
  const env = boxwardEnvironment({
    ...{ ...secrets, databaseUrl, temporalAddress: unused },
    ...{ apiPort: await freePort(), simulatorUrl: `http://${unused}` },
  });
  const child = apiChild(folder, env, '/healthz', { isBuilt: true });
  try {
    await child.start();
    const memory = async (measuredWork: () => Promise<void>): Promise<number> => {
      const watch = await watchUsage([child]);
      await measuredWork();
      return (await watch.stop()).get('api')?.peakMib ?? NaN;
    };
    return await work({ url: localUrl(env.BOXWARD_LISTEN), token: secrets.adminToken, databaseUrl, memory });
  } finally {
    await child.stop();
    await postgres.child.stop();
  }
}

const filesPage = z.object({
  items: z.array(z.object({ fileId: z.string(), name: z.string() })),
  nextCursor: z.string().nullable(),
});

/** A page far down the list: `pages` times 1,000 rows. */
async function deepRead(get: Get, pages: number): Promise<Read> {
  const list = '/v1/files?state=active&sort=name';
  let page = filesPage.parse(await (await get(`${list}&limit=1000`)).json());
  for (let index = 1; index < pages; index += 1) {
    page = filesPage.parse(await (await get(`${list}&limit=1000&cursor=${page.nextCursor ?? ''}`)).json());
  }
  const last = page.items.at(-1);
  return {
    name: 'files from a deep cursor',
    url: `${list}&limit=50&cursor=${page.nextCursor ?? ''}`,
    sql: `${FILES} and (name, file_id) > ($2, $3) order by name, file_id limit ${ROWS}`,
    values: [last?.name, last?.fileId],
  };
}

/** The milliseconds of each of `count` runs, CLIENTS at a time. */
async function timesOf(count: number, work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const from = performance.now();
      await work();
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return times;
}

const figures = (variant: string, name: string, times: readonly number[]): Measured[] => [
  { variant, figure: `${name}, p50`, unit: 'ms', value: percentile(times, 0.5) },
  { variant, figure: `${name}, p99`, unit: 'ms', value: percentile(times, 0.99) },
];

async function readCsv(get: Get, memory: RunningApi['memory']): Promise<{ rows: number; measured: Measured[] }> {
  const before = await memory(async () => undefined);
  let [firstByteMs, rows] = [NaN, 0];
  const from = performance.now();
  const peak = await memory(async () => {
    const response = await get('/v1/files?state=active&format=csv');
    if (!response.ok || response.body === null) throw new Error(`The CSV returned ${response.status}`);
    for await (const chunk of response.body) {
      if (Number.isNaN(firstByteMs)) firstByteMs = performance.now() - from;
      for (const byte of chunk) if (byte === 10) rows += 1;
    }
  });
  const seconds = (performance.now() - from) / 1_000;
  return {
    rows: rows - 1,
    measured: [
      { variant: API, figure: 'CSV, first byte', unit: 'ms', value: firstByteMs },
      { variant: API, figure: 'CSV, rows/s', unit: '', value: (rows - 1) / seconds },
      { variant: API, figure: 'CSV, growth of memory', unit: 'MiB', value: peak - before },
    ],
  };
}
