/** `npm run bench:portal`: how fast the portal's pages are with a million files, and how heavy. */
import { setTimeout as delay } from 'node:timers/promises';
import { startBrowser } from './browser.js';
import { fill } from './bench-portal/fill.js';
import { firstView, scriptsOf, signedIn, steps } from './bench-portal/look.js';
import { initialScripts, weightOf } from './bench-portal/weight.js';
import { untilAskedToEnd } from './ending.js';
import { parseOptions, runCommand, wholeNumber } from './options.js';
import { apiChild, boxwardEnvironment, freshSecrets, migrate } from './stack/boxward.js';
import { inTemporaryFolder } from './stack/folder.js';
import { freePort, localUrl } from './stack/ports.js';
import { buildPortal } from './stack/portal.js';
import { startPostgres } from './stack/postgres.js';
import { signInLink } from './stack/sign-in-link.js';

const HELP = `Measures the portal's Files page in a Chrome or Chromium of this machine, over a real Postgres and the real
API, and what its scripts weigh. Prints one table; fails when the first view takes longer than 1 s, or what is loaded
before anything is seen weighs more than 300 kB compressed. A first view is one of a browser that was never there, in a
window that has been open for 2 s.

  npm run bench:portal -- [options]

  --files <n>   files of the one connection, at least 50000 (default 1000000, a minute to fill)
  --runs <n>    how often the first view and each call are measured; the median counts (default 5)
  --help        this text

CHROME_PATH names the browser where it is not on the PATH. Ctrl-C stops it.
`;
const OPTIONS = {
  files: { type: 'string', default: '1000000' },
  runs: { type: 'string', default: '5' },
  help: { type: 'boolean', default: false },
} as const;
/** With fewer, a page or a search that is measured is empty, and would be waited for in vain. */
const FEWEST_FILES = 50_000;
const MOST_KB = 300;
const MOST_MS = 1_000;
const CALLS = {
  'GET /v1/files': '/v1/files?state=active&limit=50&sort=name',
  'GET /v1/files, sorted by size': '/v1/files?state=active&limit=50&sort=-size',
  'GET /v1/files, public only': '/v1/files?state=active&limit=50&access=public',
  'GET /v1/files, part of a path': '/v1/files?state=active&limit=50&q=contract%204f',
  'GET /v1/files/summary': '/v1/files/summary?state=active',
  'GET /v1/overview, asked again and again': '/v1/overview',
};
/** What the overview's sums are kept for, and some, in milliseconds: who asks after that waits for new ones. */
const FORGOTTEN_MS = 2_500;
const PAGES = { Overview: '/', 'App connectors': '/connections', Files: '/files', 'Activity log': '/activities' };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const files = wholeNumber('files', values.files, FEWEST_FILES);
  const runs = wholeNumber('runs', values.runs, 1);
  return inTemporaryFolder('bench-portal', (folder) => untilAskedToEnd(() => bench(folder, files, runs)));
}

async function bench(folder: string, files: number, runs: number): Promise<number> {
  const browser = await startBrowser();
  try {
    await buildPortal(say);
    const { apiUrl, adminToken } = await start(folder, files);
    say('Measuring');
    const kept = await signedIn(browser, await signInLink({ apiUrl, adminToken }));
    const first = await medianOf(runs, () => firstView(browser, apiUrl, kept));
    const rows: [string, string][] = [['Files, first view with nothing cached', milliseconds(first)]];
    for (const [name, took] of Object.entries(await steps(browser, apiUrl, kept))) {
      rows.push([`Files, ${name}`, milliseconds(took)]);
    }
    for (const [name, call] of Object.entries(CALLS)) {
      rows.push([name, milliseconds(await medianOf(runs, () => timeOf(`${apiUrl}${call}`, adminToken)))]);
    }
    const forgotten = await medianOf(runs, async () => {
      await delay(FORGOTTEN_MS);
      return timeOf(`${apiUrl}/v1/overview`, adminToken);
    });
    rows.push(['GET /v1/overview, not asked for lately', milliseconds(forgotten)]);
    const initial = await initialScripts();
    const weight = await weightOf(initial);
    rows.push(['Scripts before anything is seen, gzip', kilobytes(weight)]);
    for (const [name, address] of Object.entries(PAGES)) {
      const own = (await scriptsOf(browser, `${apiUrl}${address}`, kept)).filter((script) => !initial.includes(script));
      rows.push([`${name}, its own scripts, gzip`, kilobytes(await weightOf(own))]);
    }
    say(`\n| ${files.toLocaleString('en')} files |  |\n| --- | ---: |`);
    for (const row of rows) say(`| ${row.join(' | ')} |`);
    return verdict(first, weight);
  } finally {
    await browser.close();
  }
}

/** Postgres with all files in it, and the API; lists need no Temporal, so there is none. */
async function start(folder: string, files: number): Promise<{ apiUrl: string; adminToken: string }> {
  say('Starting Postgres');
  const postgres = await startPostgres({ folder, port: await freePort(), password: 'bench' });
  const databaseUrl = await postgres.database('boxward');
  await migrate(databaseUrl);
  say(`Filling it with ${files.toLocaleString('en')} files`);
  await fill(databaseUrl, files);
  const secrets = freshSecrets();
  const nowhere = `127.0.0.1:${await freePort()}`;
  const env = boxwardEnvironment({
    ...secrets,
    databaseUrl,
    temporalAddress: nowhere,
    apiPort: await freePort(),
    simulatorUrl: `http://${nowhere}`,
  });
  say('Starting the API');
  await apiChild(folder, env, '/healthz').start();
  return { apiUrl: localUrl(env.BOXWARD_LISTEN), adminToken: secrets.adminToken };
}

/** Tells what is over its bound; the exit code. */
function verdict(firstViewMs: number, initialKb: number): number {
  const isSlow = firstViewMs > MOST_MS;
  const isHeavy = initialKb > MOST_KB;
  if (isSlow) say(`\nFAILED: the first view is to take at most ${milliseconds(MOST_MS)}`);
  if (isHeavy) say(`\nFAILED: the scripts before anything is seen are to weigh at most ${kilobytes(MOST_KB)}`);
  return isSlow || isHeavy ? 1 : 0;
}

async function timeOf(url: string, token: string): Promise<number> {
  const from = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}`);
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
