import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, untilScanned, untilStatus } from '../e2e/support/scenario.js';
import { startStack, type RunningStack } from '../e2e/support/start.js';
import { isWithoutBrowser, openPortal, startBrowser, type Browser, type Page, type Portal } from './support/browser.js';

describe.skipIf(isWithoutBrowser())('the numbers of the portal', () => {
  let browser: Browser;
  let stack: RunningStack;
  let portal: Portal;
  beforeAll(async () => {
    browser = await startBrowser();
    stack = await startStack({ users: 12, files: 400 });
    portal = await openPortal(browser, stack);
  });
  afterEach(() => expect(portal.complaints).toEqual([]));
  afterAll(async () => {
    await portal.close();
    await stack.stop();
    await browser.close();
  });

  /** The first number in a text: "4,999 files" is 4999. */
  const numberIn = (text: string | null): number => Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', '') ?? NaN);

  /** The numbers of the overview: in the ring, the sum of its list, and beside each connection. */
  async function readOverview(page: Page) {
    await page.goto(`${stack.apiUrl}/`);
    const exposure = page.getByRole('region', { name: 'Files by exposure' });
    const isNumber = /^[\d,]+$/;
    const ring = await exposure.getByText(isNumber).first().textContent();
    const parts = await exposure.getByRole('listitem').all();
    const counts = await Promise.all(parts.map(async (part) => numberIn(await part.getByText(isNumber).textContent())));
    const connections = page.getByRole('region', { name: 'Connections' }).getByText(isNumber);
    return {
      ring: numberIn(ring),
      list: counts.reduce((sum, each) => sum + each, 0),
      connections: (await connections.allTextContents()).map(numberIn),
    };
  }

  /** The numbers of the Files page: the total of the pager, the sum of the legend, and the chosen state. */
  async function readFiles(page: Page, query = '') {
    await page.goto(`${stack.apiUrl}/files${query}`);
    const pager = page.getByRole('navigation', { name: 'Pages' }).getByRole('status');
    await pager.getByText(/ of /).waitFor();
    const legend = await page.getByRole('group', { name: 'Exposure' }).getByRole('button').allTextContents();
    const state = await page.getByLabel('State').locator('option:checked').textContent();
    return {
      pager: numberIn((await pager.textContent())?.split(' of ')[1] ?? null),
      legend: legend.reduce((sum, text) => sum + numberIn(text), 0),
      state: numberIn(state),
    };
  }

  const truth = async (): Promise<number> => (await stack.simulator.truthFiles()).length;
  const filesKnown = (page: Page): Promise<string | null> =>
    page.locator('dt:has-text("Files known") + dd').textContent();

  it('are those of Box everywhere, also while a rescan has only begun', async () => {
    const { page } = portal;
    const id = await connect(stack, 'Acme');
    await untilScanned(stack, id);
    const files = await truth();
    expect(await readOverview(page)).toEqual({ ring: files, list: files, connections: [files] });
    expect(await readFiles(page)).toEqual({ pager: files, legend: files, state: files });

    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_000 });
    await stack.boxward.restartScan(id);
    const { scan } = await eventually(
      () => stack.boxward.getConnection(id),
      (connection) => connection.scan.generation === 2 && connection.scan.files.found > 0,
    );
    expect(scan.files.found).toBeLessThan(files);
    await stack.boxward.pauseScan(id);
    await stack.simulator.clearFaults();
    await page.goto(`${stack.apiUrl}/connections/${id}`);
    await page.getByText('The scan is paused').first().waitFor();
    expect(numberIn(await filesKnown(page))).toBe(files);
    await page.getByText(new RegExp(`^\\d+ of about ${files}$`)).waitFor();
    expect(await readOverview(page)).toEqual({ ring: files, list: files, connections: [files] });
    await page.goto(`${stack.apiUrl}/connections`);
    await page.getByText(`${files} files, paused`).waitFor();
    await stack.boxward.resumeScan(id);
    await untilScanned(stack, id);
  });

  it('count each file once while the enterprise is connected twice', async () => {
    const { page } = portal;
    const id = await connect(stack, 'Acme, again');
    await untilScanned(stack, id);
    const files = await truth();
    expect(await readOverview(page)).toEqual({ ring: files, list: files, connections: [files, files] });
    await page.getByText('files, not counted twice').waitFor();
    expect(await readFiles(page)).toEqual({ pager: files, legend: files, state: files });
    await page.goto(`${stack.apiUrl}/connections/${id}`);
    await page
      .getByRole('alert')
      .filter({ hasText: 'Same enterprise, connected twice' })
      .getByText('Acme')
      .first()
      .waitFor();
  });

  it('leave out what was disconnected, and mark it where it is asked for', async () => {
    const { page } = portal;
    const user = (await stack.simulator.truthUsers()).find(
      ({ role, status, files }) => role === 'user' && status === 'active' && files > 0,
    )!;
    for (const connection of await stack.boxward.listConnections()) {
      await stack.boxward.disconnect(connection.id);
      await untilStatus(stack, connection.id, 'disconnected');
    }
    const id = await connect(stack, 'By a user', user.login);
    await untilScanned(stack, id);
    const own = (await stack.boxward.listFiles(id)).length;
    expect((await readOverview(page)).ring).toBe(own);
    await page.getByText('files, not counted').first().waitFor();
    expect(await readFiles(page)).toEqual({ pager: own, legend: own, state: own });
    const all = await truth();
    expect(await readFiles(page, '?connectionState=any')).toEqual({ pager: all, legend: all, state: all });
    await page.getByText('Connection disconnected').first().waitFor();

    // A plain user sees no users that are skipped, and of no privileges of Co-Admins.
    await page.goto(`${stack.apiUrl}/connections/${id}`);
    await page.getByText('The other users of the enterprise are not scanned, and not known.').waitFor();
    expect(await page.getByText('No users skipped').count()).toBe(0);
    expect(await page.getByText('grant the Co-Admin').count()).toBe(0);
    expect(await page.locator('dt:text-is("Backfill") + dd').textContent()).toContain('Not available');
  });
});
