/** `npm run bench:simulator`: measures the speed and the memory of the simulator. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';
import { ITEM_FIELDS } from '../src/box/items.js';
import { HELP_OPTION, parseOptions, runCommand, wholeNumber } from './options.js';
import { freePort } from './stack/ports.js';

const HELP = `Measures the speed and the memory of the simulator over HTTP, as a separate process. Prints one table.

  npm run bench:simulator -- [options]

  --files <n,n,...>   sizes to measure (default 10000,100000,1000000), with a user per 500 files, at least 20
  --pages <n>         the maximum number of listed pages per size (default 100000)
  --help              print this text

Lists folders as the connector does: as each folder's owner, 8 requests at a time. Ctrl-C stops the benchmark.
`;
const CONNECTIONS = 8;
const ME_REQUESTS = 5_000;

const itemPage = z.object({
  entries: z.array(z.object({ type: z.string(), id: z.string(), owned_by: z.object({ id: z.string() }) })),
  next_marker: z.string().nullable(),
});
const userPage = z.object({
  entries: z.array(z.object({ id: z.string(), status: z.string() })),
  next_marker: z.string().nullable(),
});

const OPTIONS = {
  files: { type: 'string', default: '10000,100000,1000000' },
  pages: { type: 'string', default: '100000' },
  ...HELP_OPTION,
} as const;

await runCommand(async () => {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const sizes = values.files.split(',').map((files) => wholeNumber('files', files, 1));
  await bench(sizes, wholeNumber('pages', values.pages, 1));
  return 0;
});

async function bench(sizes: readonly number[], maxPages: number): Promise<void> {
  const rows: Record<string, string>[] = [];
  for (const files of sizes) rows.push(await measure(files, maxPages));
  const names = Object.keys(rows[0] ?? {});
  process.stdout.write(`| ${['', ...rows.map((row) => row['files'] ?? '')].join(' | ')} |\n`);
  process.stdout.write(`| --- |${' ---: |'.repeat(rows.length)}\n`);
  for (const name of names.slice(1)) {
    process.stdout.write(`| ${[name, ...rows.map((row) => row[name] ?? '')].join(' | ')} |\n`);
  }
}

/** Measures one size: one column of the table, by row name. */
async function measure(files: number, maxPages: number): Promise<Record<string, string>> {
  const users = Math.max(20, Math.round(files / 500));
  const port = await freePort();
  const startedAt = performance.now();
  const args = ['--port', port, '--users', users, '--files', files, '--rate-limit', 1e9].map(String);
  const child = spawn(process.execPath, ['--import', 'tsx', 'simulator/main.ts', ...args], {
    cwd: path.join(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = () => child.kill();
  process.once('exit', stop).once('SIGINT', () => process.exit(130));
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
  try {
    await waitUntilReady(pool, child);
    const startMs = performance.now() - startedAt;
    const authorization = `Bearer ${await signIn(port)}`;
    const atStart = memoryOf(child);
    const me = await runAll(
      Array.from({ length: ME_REQUESTS }, () => '/2.0/users/me'),
      (url) => getBody(pool, url, { authorization }),
    );
    const listing = await listAll(pool, authorization, maxPages);
    const afterListing = memoryOf(child);
    await getBody(pool, '/_sim/truth/files', {});
    return {
      files: files.toLocaleString('en'),
      users: users.toLocaleString('en'),
      'start, s': (startMs / 1000).toFixed(1),
      'memory at start, MB': atStart,
      'memory after listing, MB': afterListing,
      'memory after truth, MB': memoryOf(child),
      'pages listed': listing.latencies.length.toLocaleString('en'),
      'items listed': listing.items.toLocaleString('en'),
      'pages a second': perSecond(listing),
      'page latency p50 / p99, ms': percentiles(listing),
      'GET /users/me a second': perSecond(me),
      'its latency p50 / p99, ms': percentiles(me),
    };
  } finally {
    await pool.destroy();
    stop();
    process.off('exit', stop);
    if (child.exitCode === null) await once(child, 'exit');
  }
}

/** The time of a run and of each of its requests, in milliseconds. */
interface Timing {
  readonly totalMs: number;
  readonly latencies: readonly number[];
}

/** Runs `one` for every entry of `work`, which it may extend, with CONNECTIONS at a time. */
async function runAll<T>(work: T[], one: (each: T) => Promise<unknown>): Promise<Timing> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  let busy = 0;
  const worker = async (): Promise<void> => {
    while (work.length > 0 || busy > 0) {
      const each = work.pop();
      if (each === undefined) {
        // A running entry may still add more.
        await delay(1);
        continue;
      }
      busy += 1;
      const from = performance.now();
      await one(each);
      latencies.push(performance.now() - from);
      busy -= 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return { totalMs: performance.now() - startedAt, latencies };
}

/** Lists the root of every active user and all folders below, each once. */
async function listAll(pool: Pool, authorization: string, maxPages: number): Promise<Timing & { items: number }> {
  const work: { readonly userId: string; readonly folderId: string; readonly marker: string }[] = [];
  const me = z.object({ id: z.string() }).parse(JSON.parse(await getBody(pool, '/2.0/users/me', { authorization })));
  for (let marker: string | null = ''; marker !== null;) {
    const query = `usemarker=true&limit=1000&fields=status${marker ? `&marker=${marker}` : ''}`;
    const page = userPage.parse(JSON.parse(await getBody(pool, `/2.0/users?${query}`, { authorization })));
    for (const { id, status } of page.entries)
      if (status === 'active') work.push({ userId: id, folderId: '0', marker: '' });
    marker = page.next_marker;
  }
  let pages = 0;
  let items = 0;
  const timing = await runAll(work, async ({ userId, folderId, marker }) => {
    const query = `usemarker=true&limit=1000&fields=${ITEM_FIELDS}${marker ? `&marker=${marker}` : ''}`;
    // Box refuses As-User with the caller's own id.
    const headers = { authorization, ...(userId === me.id ? {} : { 'as-user': userId }) };
    const page = itemPage.parse(JSON.parse(await getBody(pool, `/2.0/folders/${folderId}/items?${query}`, headers)));
    pages += 1;
    items += page.entries.length;
    if (pages >= maxPages) {
      work.length = 0;
      return;
    }
    if (page.next_marker) work.push({ userId, folderId, marker: page.next_marker });
    for (const { type, id, owned_by: owner } of page.entries) {
      if (type === 'folder' && owner.id === userId) work.push({ userId, folderId: id, marker: '' });
    }
  });
  return { ...timing, items };
}

/** The body of a 200 response, empty for a control, whose body is discarded. Throws for any other status. */
async function getBody(pool: Pool, url: string, headers: Record<string, string>): Promise<string> {
  const { statusCode, body } = await pool.request({ path: url, method: 'GET', headers });
  if (statusCode !== 200) throw new Error(`GET ${url} returned ${statusCode}`);
  if (!url.startsWith('/_sim/')) return body.text();
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
  return '';
}

/** Signs the Admin in through the consent page and returns the access token. */
async function signIn(port: number): Promise<string> {
  const url = `http://127.0.0.1:${port}`;
  const client = { client_id: 'bench', redirect_uri: 'http://127.0.0.1/' };
  const form = { ...client, response_type: 'code', login: 'admin@acme.example', password: 'any', consent: 'grant' };
  const post = (where: string, fields: Record<string, string>) =>
    fetch(`${url}${where}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const granted = await post('/api/oauth2/authorize', form);
  const code = new URL(granted.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const secret = { client_secret: 'boxward-simulator-secret', grant_type: 'authorization_code', code };
  const response = await post('/oauth2/token', { ...client, ...secret });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

async function waitUntilReady(pool: Pool, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      await getBody(pool, '/healthz', {});
      return;
    } catch {
      // Not listening yet.
      await delay(20);
    }
  }
  throw new Error('The simulator exited before it was ready');
}

/** The resident memory of a process in megabytes, read from Linux's /proc. */
function memoryOf({ pid }: ChildProcess): string {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024).toFixed(0);
}

function perSecond({ latencies, totalMs }: Timing): string {
  return Math.round((latencies.length / totalMs) * 1000).toLocaleString('en');
}

function percentiles({ latencies }: Timing): string {
  const sorted = [...latencies].sort((a, b) => a - b);
  return [0.5, 0.99].map((part) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1)).join(' / ');
}
