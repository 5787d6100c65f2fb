import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

const US1 = 'nduj1o3yavu30dii7e03c3n7p49cj2qh';
let stack: RunningStack;
beforeAll(async () => {
  stack = await startStack({ users: 20, files: 1_500 });
});
afterAll(() => stack.stop());

describe('connecting an enterprise as its admin', () => {
  let id: string;
  beforeAll(async () => {
    id = await connect(stack, 'Acme');
    await untilScanned(stack, id);
  });

  it('passes every check of Test API', async () => {
    const { lastTest, coverage, coverageDetail, account } = await untilStatus(stack, id, 'connected');
    expect(lastTest?.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(lastTest?.status).toBe('passed');
    // The account may see everything; deactivated users are skipped all the same.
    const inactive = (await stack.simulator.truthUsers()).filter(({ status }) => status !== 'active');
    expect(coverageDetail).toMatchObject({ base: 'full', skippedUsers: inactive.length, parkedFolders: 0 });
    expect(coverage).toBe(inactive.length === 0 ? 'full' : 'limited');
    expect(account?.role).toBe('admin');
  });

  it('finds every file with its current metadata', async () => {
    await expectFilesMatch(stack, id);
  });

  it('reports the numbers of files, users and folders scanned', async () => {
    const { scan } = await stack.boxward.getConnection(id);
    const truth = await stack.simulator.truthFiles();
    expect(scan.state).toBe('idle');
    expect(scan.files.found).toBe(truth.length);
    expect(scan.users.done).toBe(scan.users.total - scan.users.skipped);
    expect(scan.folders.waiting).toBe(0);
  });

  it('lists the users it cannot scan, with the reason', async () => {
    const inactive = (await stack.simulator.truthUsers()).filter(({ status }) => status === 'inactive');
    const { problems, scan } = await stack.boxward.getConnection(id);
    expect(scan.users.skipped).toBe(inactive.length);
    for (const { login } of inactive) expect(problems.some(({ message }) => message.includes(login))).toBe(true);
  });
});

describe('consent', () => {
  it('is reported when it is denied, and a new link can still connect', async () => {
    const created = await stack.boxward.createConnection('Denied first');
    await stack.simulator.consent(created.consentUrl, { press: 'deny' });
    const denied = await untilStatus(stack, created.id, 'consent_denied');
    expect(denied.statusReason?.code).toBe('consent_denied');
    const again = await stack.boxward.createConsentLink(created.id);
    await stack.simulator.consent(again);
    await untilStatus(stack, created.id, 'connected');
    await stack.boxward.purge(created.id);
    await untilStatus(stack, created.id, 'disconnected');
  });

  it('is rejected when it is replayed or its state is forged', async () => {
    const created = await stack.boxward.createConnection('Replayed');
    const location = await stack.simulator.consentRedirect(created.consentUrl);
    expect((await fetch(location!)).status).toBe(200);
    const replayed = await fetch(location!, { redirect: 'manual' });
    expect(replayed.status).toBeGreaterThanOrEqual(400);
    expect(replayed.status).toBeLessThan(500);
    const forged = new URL(location!);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await fetch(forged, { redirect: 'manual' })).status).toBe(400);
    await untilStatus(stack, created.id, 'connected');
    await stack.boxward.purge(created.id);
    await untilStatus(stack, created.id, 'disconnected');
  });

  it('leaves the connection awaiting consent, with the reason, when Box rejects the code', async () => {
    const created = await stack.boxward.createConnection('Dead code');
    const location = new URL((await stack.simulator.consentRedirect(created.consentUrl))!);
    location.searchParams.set('code', 'nosuchcode');
    await fetch(location);
    const waiting = await eventually(
      () => stack.boxward.getConnection(created.id),
      ({ statusReason }) => statusReason !== null,
    );
    expect(waiting.status).toBe('awaiting_consent');
    expect(waiting.statusReason?.code).toBe('consent_code_rejected');
  });
});

describe('a consent that fails because of a wrong client secret', () => {
  it('reports the reason and the remedy', async () => {
    const misconfigured = await startStack({ users: 3, files: 10, env: { BOX_CLIENT_SECRET: 'another' } });
    try {
      const created = await misconfigured.boxward.createConnection('Wrong secret');
      await misconfigured.simulator.consent(created.consentUrl);
      const { status, statusReason } = await eventually(
        () => misconfigured.boxward.getConnection(created.id),
        (connection) => connection.statusReason !== null,
      );
      expect([status, statusReason?.code]).toEqual(['awaiting_consent', 'app_credentials_rejected']);
      expect(statusReason?.remedy).toContain('BOX_CLIENT_SECRET');
    } finally {
      await misconfigured.stop();
    }
  });
});

describe('an enterprise that disables unpublished apps', () => {
  it('lets the consent link expire, and the connection names the API key to allow', async () => {
    const restricted = await startStack({ users: 5, files: 50, env: { BOXWARD_CONSENT_TTL_SECONDS: '5' } });
    try {
      await restricted.simulator.settings({ appRestriction: { enabled: true, allowedClientIds: [] } });
      const created = await restricted.boxward.createConnection('Restricted');
      expect(await restricted.simulator.consentRedirect(created.consentUrl)).toBeNull();
      const expired = await untilStatus(restricted, created.id, 'consent_expired');
      expect(`${expired.statusReason?.message} ${expired.statusReason?.remedy}`).toContain(US1);
      await restricted.simulator.settings({ appRestriction: { enabled: true, allowedClientIds: [US1] } });
      const again = await restricted.boxward.createConsentLink(created.id);
      await restricted.simulator.consent(again);
      await untilStatus(restricted, created.id, 'connected');

      // An admin who presses Allow after the link has expired gets an error, and nothing is connected.
      const late = await restricted.boxward.createConnection('Too late');
      const location = await restricted.simulator.consentRedirect(late.consentUrl);
      await untilStatus(restricted, late.id, 'consent_expired');
      const refused = await fetch(location!, { redirect: 'manual' });
      expect(refused.status).toBe(410);
      expect(await refused.text()).toContain('link_expired');
      expect((await restricted.boxward.getConnection(late.id)).status).toBe('consent_expired');
    } finally {
      await restricted.stop();
    }
  });

  it('finds the API keys of all data centers in the setup guide', async () => {
    const guide = await (await stack.boxward.request('GET', '/v1/connectors/box')).text();
    const keys = [
      US1,
      'w0ouf1apiii9z8o0r6kpr4nu1pvyec75',
      'dmcyvu1s9284i2u6gw9r2kb0hhve4a0r',
      'me9cm6n7kr4mfz135yt0ab9f5k4ze8qp',
      'uwdy5r40t7jprdlzo85v8suw1l4cdsbf',
      'bwahmilhdlpbqy2ongkl119o3lrkoshc',
    ];
    for (const key of keys) expect(guide).toContain(key);
  });
});
