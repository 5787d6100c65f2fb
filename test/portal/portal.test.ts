import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { untilScanned, untilStatus } from '../e2e/support/scenario.js';
import { startStack, type RunningStack } from '../e2e/support/start.js';
import {
  submitConsent,
  isWithoutBrowser,
  openPortal,
  startBrowser,
  type Browser,
  type Portal,
} from './support/browser.js';

const US1 = 'nduj1o3yavu30dii7e03c3n7p49cj2qh';

describe.skipIf(isWithoutBrowser())('an admin in the portal', () => {
  let browser: Browser;
  let stack: RunningStack | undefined;
  let portal: Portal | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterEach(async () => {
    expect(portal?.complaints).toEqual([]);
    await portal?.close();
    await stack?.stop();
    stack = portal = undefined;
  });
  afterAll(() => browser.close());

  /** Starts a stack and opens its portal. */
  async function start(request: Parameters<typeof startStack>[0]): Promise<{ stack: RunningStack; portal: Portal }> {
    stack = await startStack(request);
    portal = await openPortal(browser, stack);
    return { stack, portal };
  }

  /** Creates a connection in the portal, up to the consent link. */
  async function createConnection({ page }: Portal, name: string): Promise<void> {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'App connectors' }).click();
    await page.getByRole('button', { name: 'Connect an app' }).click();
    await page.getByRole('menuitem', { name: 'Box' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect Box' });
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Connect Box' }).click();
    await dialog.getByRole('link', { name: 'Follow this link' }).waitFor();
  }

  /** The id of the connection whose page is open. */
  const idOf = ({ page }: Portal): string => /\/connections\/([^?]+)/.exec(page.url())?.[1] ?? '';

  it('connects Box from the welcome page, runs Test API, and sees an edited file scanned first', async () => {
    const { stack, portal } = await start({ users: 12, files: 3_000, latencyMs: 60 });
    const { page } = portal;
    await page.getByRole('heading', { name: 'See who has access to your files in Box' }).waitFor();
    await page.getByRole('link', { name: 'Connect Box' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect Box' });
    await dialog.getByRole('rowheader', { name: 'Co-Admin' }).first().waitFor();
    await dialog.getByText(US1).first().waitFor();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Box');
    await dialog.getByRole('button', { name: 'Connect Box' }).click();
    await dialog.getByRole('link', { name: 'Follow this link' }).click();
    await submitConsent(page);

    const back = page.getByRole('dialog', { name: 'Box was successfully connected' });
    await back.waitFor();
    expect(page.url()).toContain('consent=granted');
    await back.getByText('All checks passed').waitFor();
    // The result of each check is shown while the next one runs.
    await stack.simulator.settings({ latencyMs: 1_500 });
    await back.getByRole('button', { name: 'Test API' }).click();
    await back.locator('ul:has([aria-label="Passed"]):has([aria-label="Running"])').waitFor();
    await stack.simulator.settings({ latencyMs: 60 });
    await back.getByText('All checks passed').waitFor();
    expect(await back.getByRole('img', { name: 'Passed' }).count()).toBe(6);
    await back.getByRole('button', { name: 'Close', exact: true }).click();
    await back.waitFor({ state: 'hidden' });
    expect(page.url()).not.toContain('consent');

    // A file edited while the scan is paused appears first in the queue, and is scanned first after Resume.
    const id = idOf(portal);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog', { name: 'Pause the scan?' }).getByRole('button', { name: 'Pause' }).click();
    await page.getByText('The scan is paused').first().waitFor();
    // Pause and Resume are one button, which keeps the keyboard focus.
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Resume');
    const expressBefore = (await stack.boxward.getConnection(id)).scan.express.scanned;
    const [file] = await stack.simulator.pick('file', 'n=1');
    await stack.simulator.act([{ type: 'edit', fileId: file!.id }]);
    await page.getByRole('row', { name: /^1 Priority/ }).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.express.scanned > expressBefore,
    );
    await page.getByRole('row', { name: /^1 Priority/ }).waitFor({ state: 'hidden' });
    await untilScanned(stack, id);
    await page.getByText('The last scan is complete').waitFor();
  });

  it('connects as a Co-Admin and sees the limited coverage', async () => {
    const { stack, portal } = await start({ users: 12, files: 300 });
    await createConnection(portal, 'By a Co-Admin');
    const { page, context } = portal;
    const [files, events] = [await context.newPage(), await context.newPage()];
    await files.goto(`${stack.apiUrl}/files`);
    await files.getByText('No files yet').waitFor();
    await events.goto(`${stack.apiUrl}/activities`);
    await events.getByText('No events yet').waitFor();
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await submitConsent(page, { login: 'coadmin@acme.example' });
    const back = page.getByRole('dialog', { name: 'Box was successfully connected' });
    await back.getByText('Some checks failed').waitFor();
    await back.getByRole('img', { name: 'Failed' }).waitFor();
    await back.getByText('What to do: Connect with the Admin').first().waitFor();
    await back.getByRole('button', { name: 'Close', exact: true }).click();
    await untilScanned(stack, idOf(portal));
    await page.getByText('Connected as a Co-Admin').first().waitFor();
    await page.getByText('admin@acme.example is an administrator').first().waitFor();
    // Pages that were open and empty have loaded the new files and events.
    await files.getByRole('rowheader').first().waitFor();
    await events.getByRole('region', { name: 'Events', exact: true }).getByRole('row').nth(1).waitFor();
  });

  it('denies consent, sees what to do, and connects with a new link', async () => {
    const { portal } = await start({ users: 4, files: 40 });
    await createConnection(portal, 'Denied first');
    const { page } = portal;
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await submitConsent(page, { button: 'Deny access to Box' });
    const notice = page.getByRole('alert').filter({ hasText: 'Consent was denied' });
    await notice.getByText('What to do:').waitFor();
    expect(page.url()).toContain('consent=denied');
    await notice.getByRole('button', { name: 'New consent link' }).click();
    await page.getByRole('link', { name: 'Follow this link' }).waitFor();
    // The outcome of the previous link is no longer in the address.
    expect(page.url()).not.toContain('consent');
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await submitConsent(page);
    await page.getByRole('dialog', { name: 'Box was successfully connected' }).waitFor();
  });

  it('sees the link expire if the enterprise disables unpublished apps, allows the app key, and connects', async () => {
    const { stack, portal } = await start({ users: 4, files: 40, env: { BOXWARD_CONSENT_TTL_SECONDS: '40' } });
    await stack.simulator.settings({ appRestriction: { enabled: true, allowedClientIds: [] } });
    await createConnection(portal, 'Restricted');
    const { page } = portal;
    const expired = await page.getByRole('link', { name: 'Follow this link' }).getAttribute('href');
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await page.getByRole('heading', { name: 'Disabled by Administrator' }).waitFor();
    await page.goto(`${stack.apiUrl}/connections`);
    await page.getByRole('link', { name: 'Restricted' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'The consent link expired' });
    await notice.getByText(US1).first().waitFor();
    await stack.simulator.settings({ appRestriction: { enabled: true, allowedClientIds: [US1] } });
    // The expired link does not work even now that the app is allowed.
    await page.goto(expired ?? '');
    await submitConsent(page);
    await page.getByRole('heading', { name: 'This consent link does not work' }).waitFor();
    await page.getByRole('link', { name: 'in the portal' }).click();
    await page.getByRole('link', { name: 'Restricted' }).click();
    await page.getByRole('button', { name: 'New consent link' }).click();
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await submitConsent(page);
    await page.getByRole('dialog', { name: 'Box was successfully connected' }).waitFor();
  });

  it('reauthorizes after Box revoked the consent, then disconnects and deletes the collected data', async () => {
    const { stack, portal } = await start({ users: 4, files: 40 });
    await createConnection(portal, 'Revoked');
    const { page } = portal;
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await submitConsent(page);
    const connected = page.getByRole('dialog', { name: 'Box was successfully connected' });
    await connected.getByRole('button', { name: 'Close', exact: true }).click();
    const id = idOf(portal);
    await untilScanned(stack, id);
    await stack.simulator.fault({ kind: 'revokeRefreshTokens' });
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    const notice = page.getByRole('alert').filter({ hasText: 'Reauthorization required' });
    await notice.waitFor();
    await notice.getByRole('button', { name: 'New consent link' }).click();
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await submitConsent(page);
    await page.getByRole('dialog', { name: 'Box was successfully connected' }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await untilStatus(stack, id, 'connected');

    await page.getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disconnect?' });
    await dialog.getByText('the token is revoked at Box').waitFor();
    await dialog.getByLabel('Also delete the collected data').check();
    expect(await dialog.getByRole('button', { name: 'Disconnect and delete' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type the connection’s name to confirm').fill('Revoked');
    await stack.simulator.fault({ kind: 'latency', route: 'POST /oauth2/revoke', ms: 5_000 });
    await dialog.getByRole('button', { name: 'Disconnect and delete' }).click();
    await page.getByText('Disconnecting: scanning stops').waitFor();
    expect(await page.getByRole('button', { name: 'Disconnecting' }).getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Disconnected. Boxward no longer calls Box and stores no data of this connection.').waitFor();
    expect(await stack.boxward.listFiles(id)).toEqual([]);
  });
});
