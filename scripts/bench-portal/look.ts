/** The Files page in a browser, with a clock. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';

// In the page nothing is evaluated later than at once: its Content-Security-Policy forbids it.
const FIRST_ROW = `document.querySelector('tbody [role=rowheader] a')?.id`;
/**
 * How long a new window is left alone, in milliseconds. Chrome loads hundreds of files of its own for one (address bar
 * and all): they would be measured too, and nobody waits for them who opens a page in the window that is there.
 */
const WINDOW_OPENS_MS = 2_000;
/** Promises when the first row of the table is painted, in milliseconds since the navigation began. */
const WATCH_FIRST_ROW = `
  window.firstRow = new Promise((tell) => {
    new MutationObserver((_, observer) => {
      if (!${FIRST_ROW}) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => tell(performance.now())));
    }).observe(document, { childList: true, subtree: true });
  });`;
/** Waits for another first row than the one that is there now. */
const NEW_ROWS = `
  new Promise((tell) => {
    const before = ${FIRST_ROW};
    const look = () => {
      const row = ${FIRST_ROW};
      if (row !== undefined && row !== before) tell(true);
      else requestAnimationFrame(look);
    };
    look();
  })`;

type Kept = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Signs in by a link and answers what the browser keeps of it. */
export async function signedIn(browser: Browser, link: string): Promise<Kept> {
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

/** From the start of the navigation to the first row, in a browser that has never been there. */
export async function firstView(browser: Browser, apiUrl: string, kept: Kept): Promise<number> {
  const context = await browser.newContext({ storageState: kept });
  try {
    const page = await context.newPage();
    await page.addInitScript(WATCH_FIRST_ROW);
    await delay(WINDOW_OPENS_MS);
    await page.goto(`${apiUrl}/files`);
    return Number(await page.evaluate('window.firstRow'));
  } finally {
    await context.close();
  }
}

/** From each step to the rows that it asks for, in the order in which they are done. */
export async function steps(browser: Browser, apiUrl: string, kept: Kept): Promise<Record<string, number>> {
  const context = await browser.newContext({ storageState: kept });
  try {
    const page = await context.newPage();
    const took: Record<string, number> = {};
    const step = async (name: string, act: () => Promise<unknown>): Promise<void> => {
      took[name] = await untilNewRows(page, act);
      // What else the step set off is not the next one's.
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
    await step('search in the path, 300 ms of waiting for more letters included', () => search.fill('contract 4f'));
    return took;
  } finally {
    await context.close();
  }
}

/** The scripts that a page of the portal asks for. */
export async function scriptsOf(browser: Browser, url: string, kept: Kept | undefined): Promise<string[]> {
  const context = await browser.newContext(kept ? { storageState: kept } : {});
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
