/** Opens the portal in a real browser. */
import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { BROWSER_HINT, findBrowser, startBrowser } from '../../../scripts/browser.js';
import { signInLink } from '../../../scripts/stack/sign-in-link.js';
import type { RunningStack } from '../../e2e/support/start.js';

/** Whether no browser is installed, with a message. Throws in CI, where one is required. */
export function isWithoutBrowser(): boolean {
  if (findBrowser() !== null) return false;
  if (process.env['CI']) throw new Error(`The portal's tests must run in CI. ${BROWSER_HINT}`);
  process.stderr.write(`SKIPPED: the portal's tests. ${BROWSER_HINT}\n`);
  return true;
}

/** A browser window with cookies of its own. */
export interface Portal {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The errors and warnings that the page logged, including violations of the Content-Security-Policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export { startBrowser };
export type { Browser, Page };

const SCREEN = { viewport: { width: 1280, height: 860 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' };

/** How long a page may take to show something: a slow machine is no failure. */
const PATIENCE_MS = 90_000;

/** Opens a window that is not signed in. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Portal> {
  const context = await browser.newContext({ ...SCREEN, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser also logs responses with status 401 or 404, which are no errors of the page.
    const isOfPage =
      ['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource');
    if (isOfPage) complaints.push(message.text());
  });
  return { page, context, complaints, close: () => context.close() };
}

/** Opens a window that is signed in as the admin, by a single-use link. */
export async function openPortal(
  browser: Browser,
  stack: RunningStack,
  options: BrowserContextOptions = {},
): Promise<Portal> {
  const portal = await openWindow(browser, options);
  await portal.page.goto(await signInLink(stack));
  await portal.page.waitForURL(`${stack.apiUrl}/`);
  return portal;
}

/** Signs in with a token on the sign-in page. */
export async function signInWith(page: Page, stack: RunningStack, token: string): Promise<void> {
  await page.goto(`${stack.apiUrl}/sign-in`);
  await page.getByLabel('API token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** On Box's consent page, signs in (as the proposed account by default) and clicks a button. */
export async function submitConsent(
  page: Page,
  { login, button = 'Grant access to Box' }: { readonly login?: string; readonly button?: string } = {},
): Promise<void> {
  if (login !== undefined) await page.getByLabel('Email').fill(login);
  await page.getByLabel('Password').fill('anything');
  await page.getByRole('button', { name: button }).click();
}

const found = z.array(
  z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** Expects that axe finds no serious or critical problem on the present page. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const violations = found.parse(await page.evaluate('axe.run().then(({ violations }) => violations)'));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`),
  ).toEqual([]);
}
