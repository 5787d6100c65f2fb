/** `npm run screenshots`: pictures of every page of the portal, made from a running stack. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { boxwardAt } from '../clients/boxward.js';
import { simulatorAt } from '../clients/simulator.js';
import { startBrowser } from './browser.js';
import { untilAskedToEnd } from './ending.js';
import { parseOptions, runCommand, sizeOf } from './options.js';
import { freshSecrets, type SimulatorSize } from './stack/boxward.js';
import { inTemporaryFolder } from './stack/folder.js';
import { startStack, type Stack } from './stack/index.js';
import { buildPortal } from './stack/portal.js';
import { signInLink } from './stack/sign-in-link.js';

const HELP = `Pictures of every page of the portal, light and dark, on a wide and on a narrow screen: starts a stack with a
simulated enterprise in which people work, connects it, and looks at it with a Chrome or Chromium of this machine.

  npm run screenshots -- [options]

  --into <folder>    where they go (default docs/screenshots)
  --users <n>        users of the enterprise (default 40)
  --files <n>        files of it (default 6000)
  --seed <n>         the same seed draws the same enterprise (default 1)
  --latency-ms <n>   added to every answer of the simulator (default 0)
  --help             this text
`;
const OPTIONS = {
  into: { type: 'string', default: 'docs/screenshots' },
  users: { type: 'string', default: '40' },
  files: { type: 'string', default: '6000' },
  seed: { type: 'string', default: '1' },
  'latency-ms': { type: 'string', default: '0' },
  help: { type: 'boolean', default: false },
} as const;
const SCREENS = { wide: { width: 1280, height: 860 }, narrow: { width: 390, height: 844 } } as const;
const SCHEMES = ['light', 'dark'] as const;
/** The pictures that are of a dialog; without it they would be of the page behind it. */
const DIALOGS: ReadonlySet<string> = new Set(['connect', 'connected', 'file', 'activity']);
/** How long people are let work before the pictures are taken, and what they do a minute. */
const LIFE = { perMinute: 240, forMs: 20_000 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  return inTemporaryFolder('screenshots', (folder) =>
    untilAskedToEnd(() => takeAll(folder, path.resolve(values.into), sizeOf(values))),
  );
}

async function takeAll(folder: string, into: string, size: SimulatorSize): Promise<number> {
  const browser = await startBrowser();
  try {
    await buildPortal(say);
    const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
    const stack = await startStack({ folder, simulator: size, secrets, say });
    await mkdir(into, { recursive: true });
    await shoot(browser, stack, into, 'first-run', '/');
    const id = await connect(stack);
    const { file, event } = await anExample(stack, id);
    for (const [name, address] of Object.entries({
      overview: '/',
      connections: '/connections',
      connect: '/connections?connect=box',
      connected: `/connections/${id}?consent=granted`,
      connection: `/connections/${id}`,
      files: '/files',
      file: `/files?${new URLSearchParams({ file: `${id}/${file.fileId}` }).toString()}`,
      activities: '/activities',
      activity: `/activities?${new URLSearchParams({ event: `${id}/${event.eventId}`, eventAt: event.occurredAt }).toString()}`,
    })) {
      await shoot(browser, stack, into, name, address);
    }
    await shoot(browser, stack, into, 'sign-in', '/sign-in', false);
  } finally {
    await browser.close();
  }
  return 0;
}

/** One page in every scheme and size. */
async function shoot(
  browser: Browser,
  stack: Stack,
  into: string,
  name: string,
  address: string,
  isSignedIn = true,
): Promise<void> {
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', locale: 'en-GB' });
    const page = await context.newPage();
    if (isSignedIn) {
      await page.goto(await signInLink(stack));
      await page.waitForURL(`${stack.apiUrl}/`);
    }
    for (const [screen, viewport] of Object.entries(SCREENS)) {
      await page.setViewportSize(viewport);
      await page.goto(`${stack.apiUrl}${address}`);
      await untilQuiet(page);
      if (DIALOGS.has(name)) await page.getByRole('dialog').waitFor();
      const file = `${name}-${colorScheme}${screen === 'wide' ? '' : '-narrow'}.png`;
      await page.screenshot({ path: path.join(into, file) });
      say(`· ${file}`);
    }
    await context.close();
  }
}

/** Waits until nothing is being loaded any more: a page that follows what happens never has a quiet network. */
async function untilQuiet(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('.mantine-Skeleton-root, .mantine-Loader-root').first().waitFor({ state: 'detached' });
  await delay(700);
}

/** Connects the enterprise, lets people work in it, and waits until it is scanned; the connection's id. */
async function connect(stack: Stack): Promise<string> {
  const boxward = boxwardAt(stack.apiUrl, stack.adminToken);
  const simulator = simulatorAt(stack.simulatorUrl ?? '');
  const { id, consentUrl } = await boxward.createConnection('Acme');
  await simulator.consent(consentUrl);
  await boxward.createConnection('Acme Europe');
  await simulator.startActivity(LIFE.perMinute);
  say('Scanning');
  for (;;) {
    const { scan, backfill, status } = await boxward.getConnection(id);
    if (status === 'connected' && scan.finishedAt !== null && backfill?.state === 'done') break;
    await delay(500);
  }
  // Some that everybody can open from now on.
  const files = await simulator.pick('file', 'n=5');
  await simulator.act(files.map(({ id: fileId }) => ({ type: 'share', fileId, access: 'open' })));
  await delay(LIFE.forMs);
  await simulator.stopActivity();
  return id;
}

/** A file that anybody can open, and the newest event about a file. */
async function anExample(stack: Stack, id: string) {
  const { api } = boxwardAt(stack.apiUrl, stack.adminToken);
  const newest = { connectionId: id, limit: 1 };
  const files = await api.GET('/v1/files', { params: { query: { ...newest, access: 'public' } } });
  const events = await api.GET('/v1/activities', { params: { query: { ...newest, category: 'shares' } } });
  const [file, event] = [files.data?.items[0], events.data?.items[0]];
  if (!file || !event) throw new Error('The enterprise has no public file, or no shared one');
  return { file, event };
}
