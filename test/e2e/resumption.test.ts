import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { workerChild } from '../../scripts/stack/boxward.js';
import { insertConnection } from '../../src/store/connections/connections.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import { connect, expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** Expects the stored events to be exactly those since the start of the backfill, each once. */
async function expectEventsMatch(id: string): Promise<void> {
  const { backfill } = await stack!.boxward.getConnection(id);
  const truth = await stack!.simulator.truthEvents(backfill!.from, new Date(Date.now() + 60_000).toISOString());
  const stored = await stack!.boxward.listActivities(id);
  expect(stored.map(({ eventId }) => eventId).sort()).toEqual(truth.map(({ eventId }) => eventId).sort());
}

describe('a worker that is killed', () => {
  it('continues the backfill where it stopped, and every event is stored once', async () => {
    // Four pages of events, each of them slow.
    stack = await startStack({ users: 80, files: 800 });
    await stack.simulator.fault({ kind: 'latency', route: 'stream_type=admin_logs&', ms: 1_500 });
    const id = await connect(stack, 'Killed in the backfill');
    for (const pages of [1, 2]) {
      await eventually(
        () => stack!.boxward.getConnection(id),
        ({ backfill }) => backfill?.state === 'running' && backfill.events >= pages * 500,
        { everyMs: 20 },
      );
      await stack.worker.kill();
      expect((await stack.boxward.getConnection(id)).backfill?.state).toBe('running');
      await stack.worker.start();
    }
    await stack.simulator.clearFaults();
    await untilScanned(stack, id);
    await expectEventsMatch(id);
    await expectFilesMatch(stack, id);
  });

  it('continues the scan where it stopped, and every file is found', async () => {
    stack = await startStack({ users: 15, files: 2_000, latencyMs: 20 });
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_000 });
    const id = await connect(stack, 'Killed in the scan');
    for (const listed of [3, 25]) {
      await eventually(
        () => stack!.boxward.getConnection(id),
        ({ scan }) => scan.folders.listed >= listed,
      );
      await stack.worker.kill();
      expect((await stack.boxward.getConnection(id)).scan.finishedAt).toBeNull();
      await stack.worker.start();
    }
    await stack.simulator.clearFaults();
    await untilScanned(stack, id);
    await expectFilesMatch(stack, id);
    await expectEventsMatch(id);
    const { scan } = await stack.boxward.getConnection(id);
    expect(scan.files.found).toBe((await stack.simulator.truthFiles()).length);
  });
});

describe('a consent', () => {
  it('given while Temporal is down is stored, and connects when Temporal is back', async () => {
    stack = await startStack({ users: 5, files: 60, ownTemporal: true });
    const created = await stack.boxward.createConnection('Temporal down');
    await stack.temporalServer.kill();
    const page = await stack.simulator.consent(created.consentUrl);
    expect(page.status).toBe(200);
    await stack.temporalServer.start();
    await untilStatus(stack, created.id, 'connected');
    await untilScanned(stack, created.id);
    await expectFilesMatch(stack, created.id);
  });

  it('interrupted by a crash of the API succeeds when the browser retries', async () => {
    stack = await startStack({ users: 5, files: 60 });
    const created = await stack.boxward.createConnection('API killed during consent');
    const location = await stack.simulator.consentRedirect(created.consentUrl);
    await stack.simulator.fault({ kind: 'hang', route: 'POST /oauth2/token', count: 1 });
    const outcome = fetch(location!, { redirect: 'manual' }).then(
      () => 'response',
      () => 'interrupted',
    );
    await eventually(
      () => stack!.simulator.faults(),
      ([fault]) => fault?.hits === 1,
      { everyMs: 20 },
    );
    await stack.api.kill();
    expect(await outcome).toBe('interrupted');
    await stack.simulator.clearFaults();
    await stack.api.start();
    // The code is valid for 30 seconds: the browser sends the request again, and it succeeds now.
    expect((await fetch(location!, { redirect: 'manual' })).status).toBe(303);
    await untilStatus(stack, created.id, 'connected');
    await untilScanned(stack, created.id);
    await expectFilesMatch(stack, created.id);
  });

  it('given while the worker is down is not lost when the API is killed afterwards', async () => {
    stack = await startStack({ users: 5, files: 60 });
    const created = await stack.boxward.createConnection('API killed after consent');
    await stack.worker.kill();
    const location = await stack.simulator.consentRedirect(created.consentUrl);
    const response = await fetch(location!, { redirect: 'manual' });
    expect(response.status).toBe(303);
    await stack.api.kill();
    await stack.api.start();
    await stack.worker.start();
    await untilStatus(stack, created.id, 'connected');
    await untilScanned(stack, created.id);
    await expectFilesMatch(stack, created.id);
  });
});

describe('a connection', () => {
  it('whose workflow could not be started is kept, and repeating the request starts it', async () => {
    stack = await startStack({ users: 3, files: 20, ownTemporal: true });
    await stack.temporalServer.kill();
    const body = { name: 'Started late', provider: 'box' };
    const create = () => stack!.boxward.request('POST', '/v1/connections', body, { 'idempotency-key': 'late' });
    const refused = await create();
    expect(refused.status).toBe(503);
    const items = await stack.boxward.listConnections();
    expect(items.length).toBe(1);
    const problem = (await refused.json()) as { code: string; detail: string };
    expect(problem.code).toBe('workflows_unavailable');
    expect(problem.detail).toContain(`${items[0]!.id} was created`);
    await stack.temporalServer.start();
    const created = await eventually(create, ({ status }) => status !== 503);
    expect(created.status).toBe(201);
    const { id, consentUrl } = (await created.json()) as { id: string; consentUrl: string };
    expect(id).toBe(items[0]!.id);
    await stack.simulator.consent(consentUrl);
    await untilStatus(stack, id, 'connected');
  });

  it('whose workflow was never started because the API crashed can be connected and disconnected', async () => {
    stack = await startStack({ users: 3, files: 20 });
    const db = openDatabase(stack.databaseUrl, { maxConnections: 1, applicationName: 'boxward-test' });
    const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;
    await db.transaction().execute(async (trx) => {
      for (const id of ids) await insertConnection(trx, { id, name: id });
    });
    await db.destroy();
    const consentUrl = await stack.boxward.createConsentLink(ids[0]);
    await stack.simulator.consent(consentUrl);
    await untilScanned(stack, ids[0]);
    await expectFilesMatch(stack, ids[0]);
    await stack.boxward.disconnect(ids[1]);
    await untilStatus(stack, ids[1], 'disconnected');
  });
});

describe('a disconnect', () => {
  it('completes while Box is down, and ends a running Test API', async () => {
    stack = await startStack({ users: 5, files: 60 });
    const id = await connect(stack, 'Box is down');
    await untilScanned(stack, id);
    await stack.simulator.fault({ kind: '502html', route: 'GET /2.0/' });
    const test = stack.boxward.request('POST', `/v1/connections/${id}/test`);
    await eventually(
      () => stack!.simulator.faults(),
      ([fault]) => (fault?.hits ?? 0) > 1,
    );
    expect((await stack.boxward.request('DELETE', `/v1/connections/${id}`)).status).toBe(202);
    await untilStatus(stack, id, 'disconnected');
    expect((await test).status).toBe(409);
  });

  it('deletes the token when Box cannot revoke it, and reports that it was not revoked', async () => {
    stack = await startStack({ users: 3, files: 20 });
    const id = await connect(stack, 'Revocation fails');
    await untilStatus(stack, id, 'connected');
    await stack.simulator.fault({ kind: '502html', route: 'POST /oauth2/revoke' });
    await stack.boxward.disconnect(id);
    const { problems } = await untilStatus(stack, id, 'disconnected');
    expect(problems.map(({ code }) => code)).toContain('token_not_revoked');
    const db = openDatabase(stack.databaseUrl, { maxConnections: 1, applicationName: 'boxward-test' });
    await eventually(
      () => db.selectFrom('grants').select('id').where('tokens', 'is not', null).execute(),
      (grants) => grants.length === 0,
    );
    await db.destroy();
  });

  it('reports that the token was not revoked when Box rejects the client secret', async () => {
    stack = await startStack({ users: 3, files: 20 });
    const id = await connect(stack, 'Wrong client secret');
    await untilStatus(stack, id, 'connected');
    await stack.worker.kill();
    const folder = await mkdtemp(path.join(tmpdir(), 'boxward-e2e-'));
    const misconfigured = workerChild(folder, { ...stack.env, BOX_CLIENT_SECRET: 'another' });
    await misconfigured.start();
    try {
      await stack.boxward.disconnect(id);
      const { problems } = await untilStatus(stack, id, 'disconnected');
      expect(problems.map(({ code }) => code)).toContain('token_not_revoked');
    } finally {
      await misconfigured.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('a revoked refresh token', () => {
  it('requires a new consent, refuses one for another enterprise, and then the scan resumes', async () => {
    stack = await startStack({ users: 10, files: 1_500, latencyMs: 40 });
    const id = await connect(stack, 'Revoked');
    await eventually(
      () => stack!.boxward.getConnection(id),
      ({ scan }) => scan.folders.listed >= 5,
    );
    await stack.simulator.fault({ kind: 'revokeRefreshTokens' });
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    const parked = await untilStatus(stack, id, 'needs_reauthorization');
    expect(parked.statusReason?.code).toBe('refresh_token_rejected');
    const files = await stack.simulator.pick('file', 'n=3&seed=23');
    await stack.simulator.act(files.map(({ id: fileId }) => ({ type: 'edit', fileId })));
    await stack.simulator.clearFaults();

    const otherEnterprise = await stack.boxward.createConsentLink(id);
    await stack.simulator.consent(otherEnterprise, { login: 'admin@other-enterprise.example' });
    const refused = await eventually(
      () => stack!.boxward.getConnection(id),
      ({ status, statusReason }) => status === 'needs_reauthorization' && statusReason?.code === 'different_enterprise',
    );
    expect(refused.enterprise).toEqual(parked.enterprise);

    const again = await stack.boxward.createConsentLink(id);
    await stack.simulator.consent(again);
    await untilStatus(stack, id, 'connected');
    const scanned = await untilScanned(stack, id);
    expect(scanned.scan.generation).toBe(1);
    await eventuallyPasses(() => expectFilesMatch(stack!, id), { everyMs: 1_000 });
  });
});
