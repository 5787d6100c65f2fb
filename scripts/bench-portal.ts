/** `npm run bench:portal`: measures the portal with a million files. */
import { setTimeout as delay } from 'node:timers/promises';
import { startBrowser } from './browser.js';
import { fill } from './bench-portal/fill.js';
import { measureFirstView, measureSteps, scriptsOf, signIn } from './bench-portal/measure.js';
import { initialScripts, sizeOfScripts } from './bench-portal/script-size.js';
import { HELP_OPTION, parseOptions, runCommand, wholeNumber } from './options.js';
import { runUntilSignal } from './run-until-signal.js';
import { apiChild, boxwardEnvironment, freshSecrets, migrate } from './stack/boxward.js';
import { inTemporaryFolder } from './stack/folder.js';
import { freePort, localUrl } from './stack/ports.js';
import { buildPortal } from './stack/portal.js';
import { startPostgres } from './stack/postgres.js';
import { signInLink } from './stack/sign-in-link.js';

const HELP = `Measures the portal's Files page in this machine's Chrome or Chromium, with the real API and Postgres, and the size
of the portal's scripts. Prints one table. Fails if the first view takes longer than 1 s, or if the initial scripts are
larger than 300 kB compressed. The first view is that of an empty browser cache, in a window that has been open for 2 s.

  npm run bench:portal -- [options]

  --files <n>   files of the only connection, at least 50000 (default 1000000, which take a minute to create)
  --runs <n>    how often the first view and each request are measured; the median counts (default 5)
  --help        print this text

CHROME_PATH is the path of the browser if it is not on the PATH. Ctrl-C stops the benchmark.
`;
const OPTIONS = {
  files: { type: 'string', default: '1000000' },
  runs: { type: 'string', default: '5' },
  ...HELP_OPTION,
} as const;
/** With fewer files, a measured page or search would be empty. */
const MIN_FILES = 50_000;
const MAX_KB = 300;
const MAX_MS = 1_000;
const REQUESTS = {
  'GET /v1/files': '/v1/files?state=active&limit=50&sort=name',
  'GET /v1/files, sorted by size': '/v1/files?state=active&limit=50&sort=-size',
  'GET /v1/files, public only': '/v1/files?state=active&limit=50&access=public',
  'GET /v1/files, part of a path': '/v1/files?state=active&limit=50&q=contract%204f',
  'GET /v1/files/summary': '/v1/files/summary?state=active',
  'GET /v1/overview, cached': '/v1/overview',
};
/** Longer than the API caches the overview, in milliseconds. */
const CACHE_EXPIRES_MS = 2_500;
const PAGES = { Overview: '/', 'App connectors': '/connections', Files: '/files', 'Activity log': '/activities' };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const files = wholeNumber('files', values.files, MIN_FILES);
  const runs = wholeNumber('runs', values.runs, 1);
  return inTemporaryFolder('bench-portal', (folder) => runUntilSignal(() => bench(folder, files, runs)));
}

async function bench(folder: string, files: number, runs: number): Promise<number> {
  const browser = await startBrowser();
  try {
    await buildPortal(say);
    const { apiUrl, adminToken } = await start(folder, files);
    say('Measuring');
    const session = await signIn(browser, await signInLink({ apiUrl, adminToken }));
    const first = await medianOf(runs, () => measureFirstView(browser, apiUrl, session));
    const rows: [string, string][] = [['Files, first view', milliseconds(first)]];
    for (const [name, ms] of Object.entries(await measureSteps(browser, apiUrl, session))) {
      rows.push([`Files, ${name}`, milliseconds(ms)]);
    }
    for (const [name, path] of Object.entries(REQUESTS)) {
      rows.push([name, milliseconds(await medianOf(runs, () => timeOf(`${apiUrl}${path}`, adminToken)))]);
    }
    const uncached = await medianOf(runs, async () => {
      await delay(CACHE_EXPIRES_MS);
      return timeOf(`${apiUrl}/v1/overview`, adminToken);
    });
    rows.push(['GET /v1/overview, not cached', milliseconds(uncached)]);
    const initial = await initialScripts();
    const initialKb = await sizeOfScripts(initial);
    rows.push(['Initial scripts, gzip', kilobytes(initialKb)]);
    for (const [name, address] of Object.entries(PAGES)) {
      const own = (await scriptsOf(browser, `${apiUrl}${address}`, session)).filter(
        (script) => !initial.includes(script),
      );
      rows.push([`${name}, further scripts, gzip`, kilobytes(await sizeOfScripts(own))]);
    }
    say(`\n| ${files.toLocaleString('en')} files |  |\n| --- | ---: |`);
    for (const row of rows) say(`| ${row.join(' | ')} |`);
    return check(first, initialKb);
  } finally {
    await browser.close();
  }
}

/** Starts Postgres with all files, and the API. Lists do not need Temporal. */
async function start(folder: string, files: number): Promise<{ apiUrl: string; adminToken: string }> {
  say('Starting Postgres');
  const postgres = await startPostgres({ folder, port: await freePort(), password: 'bench' });
  const databaseUrl = await postgres.database('boxward');
  await migrate(databaseUrl);
  say(`Creating ${files.toLocaleString('en')} files`);
  await fill(databaseUrl, files);
  const secrets = freshSecrets();
  const unused = `127.0.0.1:${await freePort()}`;
  const env = boxwardEnvironment({
    ...secrets,
    databaseUrl,
    temporalAddress: unused,
    apiPort: await freePort(),
    simulatorUrl: `http://${unused}`,
  });
  say('Starting the API');
  await apiChild(folder, env, '/healthz').start();
  return { apiUrl: localUrl(env.BOXWARD_LISTEN), adminToken: secrets.adminToken };
}

/** Reports what exceeds its limit; returns the exit code. */
function check(firstViewMs: number, initialKb: number): number {
  const isSlow = firstViewMs > MAX_MS;
  const isLarge = initialKb > MAX_KB;
  if (isSlow) say(`\nFAILED: the first view must take at most ${milliseconds(MAX_MS)}`);
  if (isLarge) say(`\nFAILED: the initial scripts must be at most ${kilobytes(MAX_KB)}`);
  return isSlow || isLarge ? 1 : 0;
}

async function timeOf(url: string, token: string): Promise<number> {
  const from = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`GET ${url} returned ${response.status}`);
  return performance.now() - from;
}

async function medianOf(runs: number, measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await measure());
  return all.sort((a, b) => a - b)[Math.floor((all.length - 1) / 2)] ?? NaN;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}

function kilobytes(kb: number): string {
  return `${kb.toFixed(1)} kB`;
}
