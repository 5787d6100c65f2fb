/** Measures the Files page in a browser. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';

// Scripts for the page must not evaluate strings later: its Content-Security-Policy forbids that.
const FIRST_ROW = `document.querySelector('tbody [role=rowheader] a')?.id`;
/**
 * How long a new window may load before the measurement, in milliseconds. Chrome loads hundreds of its own files for a
 * new window, which a user with an open window does not wait for.
 */
const WINDOW_LOADS_MS = 2_000;
/** Sets `window.firstRow`, a promise of when the first row is painted, in milliseconds since the navigation began. */
const WATCH_FIRST_ROW = `
  window.firstRow = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (!${FIRST_ROW}) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    }).observe(document, { childList: true, subtree: true });
  });`;
/** Waits until the table has another first row. */
const NEW_ROWS = `
  new Promise((resolve) => {
    const before = ${FIRST_ROW};
    const check = () => {
      const row = ${FIRST_ROW};
      if (row !== undefined && row !== before) resolve(true);
      else requestAnimationFrame(check);
    };
    check();
  })`;

/** The cookies of a signed-in browser. */
type BrowserSession = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Signs in with a link. */
export async function signIn(browser: Browser, link: string): Promise<BrowserSession> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(link);
    await page.waitForURL((url) => url.pathname === '/');
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/** Milliseconds from the start of the navigation to the first row, with an empty cache. */
export async function measureFirstView(browser: Browser, apiUrl: string, session: BrowserSession): Promise<number> {
  const context = await browser.newContext({ storageState: session });
  try {
    const page = await context.newPage();
    await page.addInitScript(WATCH_FIRST_ROW);
    await delay(WINDOW_LOADS_MS);
    await page.goto(`${apiUrl}/files`);
    return Number(await page.evaluate('window.firstRow'));
  } finally {
    await context.close();
  }
}

/** Milliseconds from each step of a user to its rows, in order. */
export async function measureSteps(
  browser: Browser,
  apiUrl: string,
  session: BrowserSession,
): Promise<Record<string, number>> {
  const context = await browser.newContext({ storageState: session });
  try {
    const page = await context.newPage();
    const times: Record<string, number> = {};
    const step = async (name: string, act: () => Promise<unknown>): Promise<void> => {
      times[name] = await untilNewRows(page, act);
      // Other requests of this step must not slow down the next one.
      await delay(1_500);
    };
    await page.addInitScript(WATCH_FIRST_ROW);
    await page.goto(`${apiUrl}/files`);
    await page.evaluate('window.firstRow');
    await delay(1_500);
    const exposure = page.getByRole('group', { name: 'Exposure' });
    const search = page.getByLabel('Search in the path');
    await step('next page', () => page.getByRole('button', { name: 'Next page' }).click());
    await step('sort by size', () => page.getByRole('button', { name: 'Size' }).click());
    await step('filter by exposure', () => exposure.getByRole('button', { name: 'Public' }).click());
    await step('search in the path, with the 300 ms delay after typing', () => search.fill('contract 4f'));
    return times;
  } finally {
    await context.close();
  }
}

/** The scripts that a page loads. */
export async function scriptsOf(browser: Browser, url: string, session: BrowserSession): Promise<string[]> {
  const context = await browser.newContext({ storageState: session });
  try {
    const page = await context.newPage();
    const scripts: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) scripts.push(pathname);
    });
    await page.goto(url);
    await page.locator('h1').first().waitFor({ timeout: 5_000 });
    await delay(500);
    return scripts;
  } finally {
    await context.close();
  }
}

async function untilNewRows(page: Page, act: () => Promise<unknown>): Promise<number> {
  const arrived = page.evaluate(NEW_ROWS);
  const from = performance.now();
  await act();
  await arrived;
  return performance.now() - from;
}
