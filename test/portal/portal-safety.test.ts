import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, insertToken, revokeApiToken } from '../../src/store/access/api-tokens.js';
import { openDatabase, type Db } from '../../src/store/sql/postgres.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, untilScanned } from '../e2e/support/scenario.js';
import { startStack, type RunningStack } from '../e2e/support/start.js';
import {
  expectAccessible,
  isWithoutBrowser,
  openPortal,
  openWindow,
  signInWith,
  startBrowser,
  type Browser,
  type Page,
} from './support/browser.js';

/** Names that would do harm if they were rendered as more than text. */
const HOSTILE = [
  '<img src=x onerror="document.title=1"><b>bold<b>.txt',
  '\u202Etxt.exe \u2067reversed',
  `${'n'.repeat(251)}.txt`,
  '🚀👩‍👩‍👧‍👦 e\u0301\u0300\u0301.md',
];

describe.skipIf(isWithoutBrowser())('the portal', () => {
  let browser: Browser;
  let stack: RunningStack;
  let id: string;
  let fileId: string;
  let operator: string;
  beforeAll(async () => {
    browser = await startBrowser();
    stack = await startStack({ users: 12, files: 400 });
    operator = (await createOperator()).token;
    const files = await stack.simulator.pick('file', `n=${HOSTILE.length}`);
    const [admin, ...users] = await stack.simulator.truthUsers();
    const user = users.find(({ role }) => role === 'user')!;
    await stack.simulator.act([
      ...files.map((file, index) => ({ type: 'rename', fileId: file.id, name: HOSTILE[index] })),
      { type: 'editUser', as: admin!.userId, user: user.userId, name: '<i>Eve</i> \u202Eevil', status: 'inactive' },
    ]);
    fileId = files[0]!.id;
    id = await connect(stack, '<b>Acme</b> \u202Elimited 🚀');
    await untilScanned(stack, id);
    await eventually(
      () => stack.boxward.listActivities(id, { type: 'RENAME' }),
      (found) => found.length >= HOSTILE.length,
    );
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });

  async function inDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const db = openDatabase(stack.databaseUrl, { maxConnections: 1, applicationName: 'boxward-test' });
    try {
      return await work(db);
    } finally {
      await db.destroy();
    }
  }

  async function createOperator(): Promise<{ id: string; token: string }> {
    const [id, token] = [randomUUID(), randomBytes(24).toString('base64url')];
    await inDatabase((db) => insertToken(db, { id, name: 'Operator', role: 'operator', hash: hashToken(token) }));
    return { id, token };
  }

  /** Every page: its name, its address, and the dialog that the address opens. */
  const pages = (): [name: string, address: string, dialog?: string][] => [
    ['overview', '/'],
    ['connectors', '/connections'],
    ['Box dialog', '/connections?connect=box', 'Connect Box'],
    ['connection', `/connections/${id}`],
    ['connected dialog', `/connections/${id}?consent=granted`, 'Box was successfully connected'],
    ['files', '/files'],
    ['file', `/files?file=${id}/${fileId}`, 'File'],
    ['activities', '/activities?range=all'],
    ['unknown connection', `/connections/${randomUUID()}`],
  ];

  /** Opens a page and waits until it, or the dialog on it, is shown and has loaded its data. */
  async function openPage(page: Page, address: string, dialog?: string): Promise<void> {
    await page.goto(`${stack.apiUrl}${address}`);
    // A dialog gets its accessible name last: once found by name, it is complete.
    await (dialog === undefined ? page.locator('h1') : page.getByRole('dialog', { name: dialog })).first().waitFor();
    await untilLoaded(page);
  }

  /** Waits until no part of the page is a placeholder for data that is being loaded. */
  const untilLoaded = (page: Page): Promise<void> =>
    expect.poll(() => page.locator('.mantine-Skeleton-root').count()).toBe(0);

  /** Resolves when the page's stream of live updates is open. */
  const untilStreamOpens = (page: Page): Promise<unknown> =>
    page.waitForResponse((response) => response.url().endsWith('/v1/progress') && response.ok());

  const LOOKS = [1280, 390].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

  /** Expects that the present page fits its window and is accessible: wide and narrow, in light and in dark mode. */
  async function expectFitInEveryLook(page: Page, name: string): Promise<void> {
    for (const { width, scheme } of LOOKS) {
      await page.setViewportSize({ width, height: 860 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
      await untilLoaded(page);
      const look = `${name} in ${scheme} at ${width}`;
      await expectAccessible(page, look);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(`${look}: ${String(overflow)} too wide`).toBe(`${look}: 0 too wide`);
    }
  }

  it('has no serious accessibility problem and no overflow on any page, wide and narrow, light and dark', async () => {
    const portal = await openPortal(browser, stack);
    const stranger = await openWindow(browser);
    const { page } = portal;
    for (const [name, address, dialog] of pages()) {
      await openPage(page, address, dialog);
      await expectFitInEveryLook(page, name);
    }
    await openPage(page, `/activities?connectionId=${id}&type=RENAME`);
    await page.getByRole('main').getByRole('button', { name: 'Renamed' }).first().click();
    await page.getByRole('dialog', { name: 'RENAME' }).waitFor();
    await expectFitInEveryLook(page, 'event');
    await openPage(page, `/connections/${id}`);
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('dialog', { name: 'Disconnect?' }).waitFor();
    await expectFitInEveryLook(page, 'disconnect dialog');
    await openPage(stranger.page, '/sign-in');
    await expectFitInEveryLook(stranger.page, 'sign-in');
    expect([...portal.complaints, ...stranger.complaints]).toEqual([]);
    await portal.close();
    await stranger.close();
  });

  it('shows hostile names of files, users, events and connections as plain text', async () => {
    const portal = await openPortal(browser, stack);
    const { page } = portal;
    let alerts = 0;
    page.on('dialog', (dialog) => {
      alerts += 1;
      void dialog.dismiss();
    });
    for (const [, address, dialog] of pages()) {
      await openPage(page, address, dialog);
      const made = page.locator('img[src="x"], b:has-text("bold"), b:has-text("Acme"), i:has-text("Eve")');
      expect(await made.count()).toBe(0);
    }
    for (const name of HOSTILE) {
      await page.goto(`${stack.apiUrl}/files?q=${encodeURIComponent(name)}`);
      await page.getByRole('link', { name, exact: true }).waitFor();
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('dialog').getByRole('heading', { name, exact: true }).waitFor();
    }
    await page.goto(`${stack.apiUrl}/connections/${id}`);
    await page.getByRole('heading', { level: 1, name: '<b>Acme</b>' }).waitFor();
    expect(alerts).toBe(0);
    expect(portal.complaints).toEqual([]);
    await portal.close();
  });

  it('runs no script that is injected into a page', async () => {
    const portal = await openPortal(browser, stack);
    const { page } = portal;
    // The page answers once the script and the handler are blocked, and the image has failed to load.
    const outcome = await page.evaluate(`(async () => {
      let violations = 0;
      const blocked = new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', () => (violations += 1) === 2 && resolve());
      });
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="/nothing" onerror="window.ran = true">');
      const failed = new Promise((resolve) => document.body.lastElementChild.addEventListener('error', resolve));
      await Promise.all([blocked, failed]);
      return String(window.ran);
    })()`);
    expect(outcome).toBe('undefined');
    expect(portal.complaints.join('\n')).toContain('Content Security Policy');
    await portal.close();
  });

  it('keeps the session in a cookie that scripts cannot read, and ends it on sign-out', async () => {
    const portal = await openPortal(browser, stack);
    const { page, context } = portal;
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'boxward_session', httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(page.url()).not.toContain('code=');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // A copy of the cookie is worthless.
    await context.addCookies([cookie!]);
    await page.goto(`${stack.apiUrl}/files`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await portal.close();
  });

  it('shows an error for a wrong token, and returns to the requested address after sign-in', async () => {
    const portal = await openWindow(browser);
    const { page } = portal;
    await page.goto(`${stack.apiUrl}/files?access=public`);
    await page.getByLabel('API token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('API token').fill(stack.adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Files' }).waitFor();
    expect(new URL(page.url()).search).toBe('?access=public');
    await portal.close();
  });

  it('gives an operator read-only access', async () => {
    const portal = await openWindow(browser);
    const { page, context } = portal;
    await signInWith(page, stack, operator);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'App connectors' }).click();
    const connectButton = page.getByRole('button', { name: 'Connect an app' });
    await connectButton.waitFor();
    expect(await connectButton.getAttribute('aria-disabled')).toBe('true');
    await page.goto(`${stack.apiUrl}/connections/${id}`);
    const pause = page.getByRole('button', { name: 'Pause' });
    await pause.waitFor();
    expect(await pause.getAttribute('aria-disabled')).toBe('true');
    // The API refuses the change, too.
    const response = await context.request.post(`${stack.apiUrl}/v1/connections/${id}/scan/pause`);
    expect(response.status()).toBe(403);
    await portal.close();
  });

  it('refuses a change sent by another site’s page', async () => {
    const portal = await openPortal(browser, stack);
    const { page, context } = portal;
    // The same site, so the cookie is sent, but another origin: only the CSRF token and Sec-Fetch-Site protect.
    await page.goto(`${stack.simulatorUrl}/_sim/`);
    const status = await page.evaluate(
      `fetch('${stack.apiUrl}/v1/connections/${id}/scan/pause', { method: 'POST', mode: 'no-cors', credentials: 'include' }).then(() => 'sent', () => 'not sent')`,
    );
    expect(['sent', 'not sent']).toContain(status);
    expect((await stack.boxward.getConnection(id)).scan.state).not.toBe('paused');
    const forged = await context.request.post(`${stack.apiUrl}/v1/connections/${id}/scan/pause`, {
      headers: { 'sec-fetch-site': 'same-site' },
    });
    expect(forged.status()).toBe(403);
    await portal.close();
  });

  it('opens and closes its menu on a narrow screen, hidden from the keyboard while closed', async () => {
    const portal = await openPortal(browser, stack, { viewport: { width: 390, height: 860 } });
    const { page } = portal;
    const burger = page.getByRole('button', { name: 'Menu' });
    const menu = page.getByRole('navigation', { name: 'Main' });
    expect(await burger.getAttribute('aria-expanded')).toBe('false');
    expect(await menu.count()).toBe(0);
    await burger.click();
    expect(await burger.getAttribute('aria-expanded')).toBe('true');
    await menu.getByRole('link', { name: 'Files' }).click();
    await page.getByRole('heading', { level: 1, name: 'Files' }).waitFor();
    await menu.waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    await burger.click();
    await menu.getByRole('link', { name: 'Files' }).click();
    await menu.waitFor({ state: 'hidden' });
    expect(portal.complaints).toEqual([]);
    await portal.close();
  });

  it('shows the sign-in page when the session ends, and returns after sign-in', async () => {
    const { id: tokenId, token } = await createOperator();
    const portal = await openWindow(browser);
    const { page } = portal;
    const streamOpened = untilStreamOpens(page);
    await signInWith(page, stack, token);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'App connectors' }).click();
    await streamOpened;
    await inDatabase((db) => revokeApiToken(db, tokenId));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('API token').fill(stack.adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'App connectors' }).waitFor();
    expect(portal.complaints).toEqual([]);
    await portal.close();
  });

  it('opens the stream of live updates only when its tab is visible', async () => {
    const portal = await openPortal(browser, stack);
    const page = await portal.context.newPage();
    const streams: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/progress')) streams.push(request.url());
    });
    await page.addInitScript(`
      window.isVisible = false;
      Object.defineProperty(document, 'visibilityState', { get: () => (window.isVisible ? 'visible' : 'hidden') });
    `);
    await openPage(page, '/connections');
    await page.evaluate(`window.dispatchEvent(new Event('online'))`);
    await page.getByRole('table', { name: 'Connections' }).waitFor();
    expect(streams).toEqual([]);
    const streamOpened = untilStreamOpens(page);
    await page.evaluate(`window.isVisible = true; document.dispatchEvent(new Event('visibilitychange'))`);
    await streamOpened;
    expect(streams).toHaveLength(1);
    await portal.close();
  });

  it('warns while its live updates are interrupted', async () => {
    const portal = await openPortal(browser, stack);
    const { page } = portal;
    await page.route('**/v1/progress', (route) => route.abort());
    await openPage(page, '/connections');
    const warning = page.getByRole('status').getByText('Page disconnected');
    await warning.waitFor();
    await page.unroute('**/v1/progress');
    await warning.waitFor({ state: 'hidden' });
    await portal.close();
  });

  it('can still make changes after a new sign-in in another tab', async () => {
    const portal = await openPortal(browser, stack);
    const { page, context } = portal;
    await openPage(page, `/connections/${id}`);
    const other = await context.newPage();
    await openPage(other, '/connections');
    await other.getByRole('button', { name: 'Account' }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.getByLabel('API token').fill(stack.adminToken);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { level: 1, name: 'App connectors' }).waitFor();
    const statuses: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes(`/${id}/test`)) statuses.push(response.status());
    });
    await page.getByRole('button', { name: 'Test API' }).click();
    await expect.poll(() => statuses).toEqual([403, 200]);
    await portal.close();
  });

  it('keeps the typed space and the focus while a filter field commits', async () => {
    const portal = await openPortal(browser, stack);
    const { page } = portal;
    await openPage(page, '/files');
    const search = page.getByLabel('Search in the path');
    await search.pressSequentially('annual ');
    await page.waitForURL(/[?&]q=annual$/);
    await search.pressSequentially('report');
    await page.waitForURL(/[?&]q=annual\+report$/);
    expect(await search.inputValue()).toBe('annual report');
    await openPage(page, '/activities');
    await page.getByRole('button', { name: 'More filters' }).click();
    const address = page.getByLabel('IP address');
    await address.fill('192.0.2.1');
    await address.press('Enter');
    await page.waitForURL(/[?&]ip=192\.0\.2\.1/);
    await expect.poll(() => page.evaluate('document.activeElement.value')).toBe('192.0.2.1');
    expect(portal.complaints).toEqual([]);
    await portal.close();
  });

  it.each([
    ['/files?extension=pdf', 'Export CSV', 'boxward-files.csv', ',pdf,'],
    ['/activities?range=all&type=RENAME', 'Export NDJSON', 'boxward-activities.ndjson', '"type":"RENAME"'],
  ])('exports the filtered list of %s, and shows the reason if it cannot', async (address, name, file, everyLine) => {
    const portal = await openPortal(browser, stack);
    const { page } = portal;
    await openPage(page, address);
    const link = page.getByRole('link', { name });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe(file);
    const lines = (await readFile(await download.path(), 'utf8'))
      .trim()
      .split('\n')
      .slice(file.endsWith('csv') ? 1 : 0);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toContain(everyLine);
    await portal.context.setOffline(true);
    await link.click();
    await page.getByRole('alert').filter({ hasText: 'Export failed' }).getByText('API is unreachable').waitFor();
    await expectAccessible(page, `a notification on ${address}`);
    expect(new URL(page.url()).pathname).toBe(new URL(address, stack.apiUrl).pathname);
    await portal.context.setOffline(false);
    await portal.context.clearCookies();
    await link.click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await portal.close();
  });

  it('keeps address and page number when the menu is skipped', async () => {
    const portal = await openPortal(browser, stack);
    const { page } = portal;
    await openPage(page, '/files?limit=25');
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('Page 2').waitFor();
    const address = page.url();
    await page.getByRole('link', { name: 'Skip to content' }).press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    expect(page.url()).toBe(address);
    await page.getByText('Page 2').waitFor();
    await portal.close();
  });
});
