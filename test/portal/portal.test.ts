import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../e2e/support/boxward.js';
import { answerBox, isWithoutBrowser, openPortal, startBrowser, type Browser, type Portal } from './support/browser.js';
import { untilScanned, untilStatus } from '../e2e/support/scenario.js';
import { startStack, type RunningStack } from '../e2e/support/start.js';

const US1 = 'nduj1o3yavu30dii7e03c3n7p49cj2qh';

describe.skipIf(isWithoutBrowser())('an admin in front of the portal', () => {
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

  /** A stack, and the portal in front of it. */
  async function begin(request: Parameters<typeof startStack>[0]): Promise<{ stack: RunningStack; portal: Portal }> {
    stack = await startStack(request);
    portal = await openPortal(browser, stack);
    return { stack, portal };
  }

  /** Connected apps → App connectors → + → Box, as far as the link; the connection's id. */
  async function chooseBox({ page }: Portal, name: string): Promise<void> {
    await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'App connectors' }).click();
    await page.getByRole('button', { name: 'Connect an app' }).click();
    await page.getByRole('menuitem', { name: 'Box' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect Box' });
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Connect Box' }).click();
    await dialog.getByRole('link', { name: 'Follow this link' }).waitFor();
  }

  const idOf = ({ page }: Portal): string => /\/connections\/([^?]+)/.exec(page.url())?.[1] ?? '';

  it('connects Box from the first screen on, runs Test API, and watches a file jump the queue', async () => {
    const { stack, portal } = await begin({ users: 12, files: 3_000, latencyMs: 60 });
    const { page } = portal;
    await page.getByRole('heading', { name: 'See who can reach what you keep in Box' }).waitFor();
    await page.getByRole('link', { name: 'Connect Box' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect Box' });
    await dialog.getByRole('rowheader', { name: 'Co-Admin' }).first().waitFor();
    await dialog.getByText(US1).first().waitFor();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Box');
    await dialog.getByRole('button', { name: 'Connect Box' }).click();
    await dialog.getByRole('link', { name: 'Follow this link' }).click();
    await answerBox(page);

    const back = page.getByRole('dialog', { name: 'Box was successfully connected' });
    await back.waitFor();
    expect(page.url()).toContain('consent=granted');
    await back.getByText('All is well').waitFor();
    // Each check has its verdict as soon as Box has answered.
    await stack.simulator.settings({ latencyMs: 1_500 });
    await back.getByRole('button', { name: 'Test API' }).click();
    await back.locator('ul:has([aria-label="Passed"]):has([aria-label="Being checked"])').waitFor();
    await stack.simulator.settings({ latencyMs: 60 });
    await back.getByText('All is well').waitFor();
    expect(await back.getByRole('img', { name: 'Passed' }).count()).toBe(6);
    await back.getByRole('button', { name: 'Close', exact: true }).click();
    await back.waitFor({ state: 'hidden' });
    expect(page.url()).not.toContain('consent');

    // While the scan is held, a file is edited: it is seen to come in at the head, and to be the first to go.
    const id = idOf(portal);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog', { name: 'Pause the scan?' }).getByRole('button', { name: 'Pause' }).click();
    await page.getByText('the scan is paused').first().waitFor();
    // One button for both: whoever uses the keyboard stays where they are.
    await expect.poll(() => page.evaluate('document.activeElement.textContent'), { timeout: 20_000 }).toBe('Resume');
    const expressBefore = (await stack.boxward.connection(id)).scan.express.scanned;
    const [file] = await stack.simulator.pick('file', 'n=1');
    await stack.simulator.act([{ type: 'edit', fileId: file!.id }]);
    await page.getByRole('row', { name: /^1 Express/ }).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await eventually(
      () => stack.boxward.connection(id),
      ({ scan }) => scan.express.scanned > expressBefore,
    );
    await page.getByRole('row', { name: /^1 Express/ }).waitFor({ state: 'hidden' });
    await untilScanned(stack, id);
    await page.getByText('The last scan is done').waitFor();
  });

  it('connects as a Co-Admin, and is told what that costs', async () => {
    const { stack, portal } = await begin({ users: 12, files: 300 });
    await chooseBox(portal, 'By a Co-Admin');
    const { page, context } = portal;
    const [files, events] = [await context.newPage(), await context.newPage()];
    await files.goto(`${stack.apiUrl}/files`);
    await files.getByText('No files yet').waitFor();
    await events.goto(`${stack.apiUrl}/activities`);
    await events.getByText('Nothing has happened yet').waitFor();
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await answerBox(page, { login: 'coadmin@acme.example' });
    const back = page.getByRole('dialog', { name: 'Box was successfully connected' });
    await back.getByText('Something is missing').waitFor();
    await back.getByRole('img', { name: 'Failed' }).waitFor();
    await back.getByText('What to do: Connect with the Admin').first().waitFor();
    await back.getByRole('button', { name: 'Close', exact: true }).click();
    await untilScanned(stack, idOf(portal));
    await page.getByText('A Co-Admin is connected').first().waitFor();
    await page.getByText('admin@acme.example is an administrator').first().waitFor();
    // What was empty has filled by itself, for who was there before anything was found.
    await files.getByRole('rowheader').first().waitFor();
    await events.getByRole('region', { name: 'Events', exact: true }).getByRole('row').nth(1).waitFor();
  });

  it('denies, is told what to do, and gets on with a new link', async () => {
    const { portal } = await begin({ users: 4, files: 40 });
    await chooseBox(portal, 'Denied first');
    const { page } = portal;
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await answerBox(page, { press: 'Deny access to Box' });
    const notice = page.getByRole('alert').filter({ hasText: 'Consent was denied' });
    await notice.getByText('press Allow').waitFor();
    expect(page.url()).toContain('consent=denied');
    await notice.getByRole('button', { name: 'New consent link' }).click();
    await page.getByRole('link', { name: 'Follow this link' }).waitFor();
    // What became of the link before is over.
    expect(page.url()).not.toContain('consent');
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await answerBox(page);
    await page.getByRole('dialog', { name: 'Box was successfully connected' }).waitFor();
  });

  it('sees a link expire where the enterprise disables unpublished apps, allows the key, and gets on', async () => {
    const { stack, portal } = await begin({ users: 4, files: 40, env: { BOXWARD_CONSENT_TTL_SECONDS: '15' } });
    await stack.simulator.settings({ appRestriction: { enabled: true, allowedClientIds: [] } });
    await chooseBox(portal, 'Restricted');
    const { page } = portal;
    const expired = await page.getByRole('link', { name: 'Follow this link' }).getAttribute('href');
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await page.getByRole('heading', { name: 'Disabled by Administrator' }).waitFor();
    await page.goto(`${stack.apiUrl}/connections`);
    await page.getByRole('link', { name: 'Restricted' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'The consent link expired' });
    await notice.getByText(US1).first().waitFor();
    await stack.simulator.settings({ appRestriction: { enabled: true, allowedClientIds: [US1] } });
    // The old link is no way any more.
    await page.goto(expired ?? '');
    await answerBox(page);
    await page.getByRole('heading', { name: 'This consent link does not work' }).waitFor();
    await page.getByRole('link', { name: 'in the portal' }).click();
    await page.getByRole('link', { name: 'Restricted' }).click();
    await page.getByRole('button', { name: 'New consent link' }).click();
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await answerBox(page);
    await page.getByRole('dialog', { name: 'Box was successfully connected' }).waitFor();
  });

  it('reauthorizes when Box no longer takes the consent, and disconnects, told what that does', async () => {
    const { stack, portal } = await begin({ users: 4, files: 40 });
    await chooseBox(portal, 'Worn out');
    const { page } = portal;
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await answerBox(page);
    const connected = page.getByRole('dialog', { name: 'Box was successfully connected' });
    await connected.getByRole('button', { name: 'Close', exact: true }).click();
    const id = idOf(portal);
    await untilScanned(stack, id);
    await stack.simulator.fault({ kind: 'revokeRefreshTokens' });
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    const notice = page.getByRole('alert').filter({ hasText: 'A new consent is needed' });
    await notice.waitFor({ timeout: 60_000 });
    await notice.getByRole('button', { name: 'New consent link' }).click();
    await page.getByRole('link', { name: 'Follow this link' }).click();
    await answerBox(page);
    await page.getByRole('dialog', { name: 'Box was successfully connected' }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await untilStatus(stack, id, 'connected');

    await page.getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disconnect?' });
    await dialog.getByText('the token is revoked at Box').waitFor();
    await dialog.getByLabel('Delete what was found, too').check();
    expect(await dialog.getByRole('button', { name: 'Disconnect and delete' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type the connection’s name to confirm').fill('Worn out');
    await stack.simulator.fault({ kind: 'latency', route: 'POST /oauth2/revoke', ms: 5_000 });
    await dialog.getByRole('button', { name: 'Disconnect and delete' }).click();
    await page.getByText('Being disconnected').waitFor();
    expect(await page.getByRole('button', { name: 'Disconnecting' }).getAttribute('aria-disabled')).toBe('true');
    await page
      .getByText('Disconnected. Nothing more is asked of Box, and nothing that was found is kept.')
      .waitFor({ timeout: 60_000 });
    expect(await stack.boxward.files(id)).toEqual([]);
  });
});
