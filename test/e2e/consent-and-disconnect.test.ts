import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workerChild } from '../../scripts/stack/boxward.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { insertConnection } from '../../src/store/connections/connections.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { connect, expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
beforeAll(async () => {
  stack = await startStack({ users: 5, files: 60 });
});
afterAll(() => stack.stop());
// Each test has the enterprise for itself: no other connection scans it.
afterEach(async () => {
  await stack.simulator.clearFaults();
  for (const { id, status } of await stack.boxward.listConnections()) {
    if (status === 'disconnected') continue;
    await stack.boxward.disconnect(id);
    await untilStatus(stack, id, 'disconnected');
  }
});

describe('a consent', () => {
  it('interrupted by a crash of the API succeeds when the browser retries', async () => {
    const created = await stack.boxward.createConnection('API killed during consent');
    const location = await stack.simulator.consentRedirect(created.consentUrl);
    await stack.simulator.fault({ kind: 'hang', route: 'POST /oauth2/token', count: 1 });
    const outcome = fetch(location!, { redirect: 'manual' }).then(
      () => 'response',
      () => 'interrupted',
    );
    await eventually(
      () => stack.simulator.faults(),
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
  it('whose workflow was never started because the API crashed can be connected and disconnected', async () => {
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
    const id = await connect(stack, 'Box is down');
    await untilScanned(stack, id);
    await stack.simulator.fault({ kind: '502html', route: 'GET /2.0/' });
    const test = stack.boxward.request('POST', `/v1/connections/${id}/test`);
    await eventually(
      () => stack.simulator.faults(),
      ([fault]) => (fault?.hits ?? 0) > 1,
    );
    expect((await stack.boxward.request('DELETE', `/v1/connections/${id}`)).status).toBe(202);
    await untilStatus(stack, id, 'disconnected');
    expect((await test).status).toBe(409);
  });

  it('deletes the token when Box cannot revoke it, and reports that it was not revoked', async () => {
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
      await stack.worker.start();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
