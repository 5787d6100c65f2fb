/** `npm run screenshots`: takes a screenshot of every page of the portal. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { boxwardAt } from '../clients/boxward.js';
import { simulatorAt } from '../clients/simulator.js';
import { startBrowser } from './browser.js';
import { HELP_OPTION, parseOptions, runCommand, sizeFrom, sizeOptions, type EnterpriseSize } from './options.js';
import { runUntilSignal } from './run-until-signal.js';
import { freshSecrets } from './stack/boxward.js';
import { eventually } from './stack/eventually.js';
import { inTemporaryFolder } from './stack/folder.js';
import { startStack, type Stack } from './stack/index.js';
import { buildPortal } from './stack/portal.js';
import { signInLink } from './stack/sign-in-link.js';

const SIZE = sizeOptions({ users: 40, files: 6_000, seed: 1, latencyMs: 0 });
const HELP = `Takes screenshots of every page of the portal, light and dark, on a wide and on a narrow screen. Starts a stack
with a simulated enterprise in which users work, connects it, and opens the portal in this machine's Chrome or Chromium.

  npm run screenshots -- [options]

  --into <folder>    where to write them (default docs/screenshots)
${SIZE.help}
  --help             print this text
`;
const OPTIONS = { into: { type: 'string', default: 'docs/screenshots' }, ...SIZE.options, ...HELP_OPTION } as const;
const SCREENS = { wide: { width: 1280, height: 860 }, narrow: { width: 390, height: 844 } } as const;
const SCHEMES = ['light', 'dark'] as const;
/** Screenshots of a dialog, which must be open first. */
const DIALOGS: ReadonlySet<string> = new Set(['connect', 'connected', 'file', 'activity']);
/** How much users work, and for how long, before the screenshots are taken. */
const ACTIVITY = { perMinute: 240, forMs: 20_000 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  return inTemporaryFolder('screenshots', (folder) =>
    runUntilSignal(() => takeAllScreenshots(folder, path.resolve(values.into), sizeFrom(values))),
  );
}

async function takeAllScreenshots(folder: string, into: string, size: EnterpriseSize): Promise<number> {
  const browser = await startBrowser();
  try {
    await buildPortal(say);
    const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
    const stack = await startStack({ folder, simulator: size, secrets, say });
    await mkdir(into, { recursive: true });
    await takeScreenshots(browser, stack, into, 'first-run', '/');
    const id = await connect(stack);
    const { file, event } = await findExamples(stack, id);
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
      await takeScreenshots(browser, stack, into, name, address);
    }
    await takeScreenshots(browser, stack, into, 'sign-in', '/sign-in', false);
  } finally {
    await browser.close();
  }
  return 0;
}

/** Takes screenshots of a page in every color scheme and screen size. */
async function takeScreenshots(
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
      await untilLoaded(page);
      if (DIALOGS.has(name)) await page.getByRole('dialog').waitFor();
      const file = `${name}-${colorScheme}${screen === 'wide' ? '' : '-narrow'}.png`;
      await page.screenshot({ path: path.join(into, file) });
      say(`· ${file}`);
    }
    await context.close();
  }
}

/** Waits until the page has loaded. Live updates keep the network busy, so its silence cannot be the criterion. */
async function untilLoaded(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('.mantine-Skeleton-root, .mantine-Loader-root').first().waitFor({ state: 'detached' });
  await delay(700);
}

/** Connects the enterprise, waits until it is scanned, and lets users work in it; returns the connection's id. */
async function connect(stack: Stack): Promise<string> {
  const boxward = boxwardAt(stack.apiUrl, stack.adminToken);
  const simulator = simulatorAt(stack.simulatorUrl ?? '');
  const { id, consentUrl } = await boxward.createConnection('Acme');
  await simulator.consent(consentUrl);
  await boxward.createConnection('Acme Europe');
  await simulator.startActivity(ACTIVITY.perMinute);
  say('Scanning');
  await eventually(
    () => boxward.getConnection(id),
    ({ scan, backfill, status }) => status === 'connected' && scan.finishedAt !== null && backfill?.state === 'done',
    { timeoutMs: 600_000, everyMs: 500 },
  );
  const files = await simulator.pick('file', 'n=5');
  await simulator.act(files.map(({ id: fileId }) => ({ type: 'share', fileId, access: 'open' })));
  await delay(ACTIVITY.forMs);
  await simulator.stopActivity();
  return id;
}

/** A public file, and the newest event about sharing. */
async function findExamples(stack: Stack, id: string) {
  const { api } = boxwardAt(stack.apiUrl, stack.adminToken);
  const newest = { connectionId: id, limit: 1 };
  const files = await api.GET('/v1/files', { params: { query: { ...newest, access: 'public' } } });
  const events = await api.GET('/v1/activities', { params: { query: { ...newest, category: 'shares' } } });
  const [file, event] = [files.data?.items[0], events.data?.items[0]];
  if (!file || !event) throw new Error('The enterprise has no public file, or no event about sharing');
  return { file, event };
}
