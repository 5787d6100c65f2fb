import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectBoxWorkflowId,
  backfillEventsWorkflowId,
  followEventsWorkflowId,
  fullScanWorkflowId,
} from '../../workflows/contract.js';
import { SIMULATOR_SECRET } from '../../scripts/stack/boxward.js';
import { createCipher } from '../../src/util/encryption.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

const run = promisify(execFile);
let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 5, files: 200 });
  id = await connect(stack, 'Secrets');
  await untilStatus(stack, id, 'connected');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());

const rows = async (sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};
const token = (...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', 'scripts/token.ts', ...args], {
    env: { ...process.env, DATABASE_URL: stack.databaseUrl },
  });

const signInCode = async (): Promise<string> => {
  const url = await stack.boxward.createSignInLink();
  return new URL(url).hash.replace('#code=', '');
};
/** Signs in and returns the session cookie as a browser sends it. */
async function signIn(credentials: object): Promise<string> {
  const response = await fetch(`${stack.apiUrl}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  expect(response.status).toBe(201);
  const [cookie] = response.headers.getSetCookie();
  return cookie!.split(';')[0]!;
}

describe('the operator role', () => {
  it('may read but change nothing, and has no access once its token is revoked', async () => {
    const secret = (await token('create', '--name', 'SIEM', '--role', 'operator')).stdout.trim();
    const as = (method: string, path: string) =>
      fetch(`${stack.apiUrl}${path}`, { method, headers: { authorization: `Bearer ${secret}` } });
    expect((await as('GET', `/v1/connections/${id}`)).status).toBe(200);
    for (const [method, path] of [
      ['POST', `/v1/connections/${id}/scan/pause`],
      ['POST', `/v1/connections/${id}/test`],
      ['DELETE', `/v1/connections/${id}`],
    ] as const) {
      const refused = await as(method, path);
      expect(refused.status).toBe(403);
      expect(((await refused.json()) as { code: string }).code).toBe('forbidden_role');
    }
    const stored = await rows(`select id, encode(token_hash, 'hex') as hash from api_tokens`);
    expect(JSON.stringify(stored)).not.toContain(secret);
    await token('revoke', String(stored[0]!['id']));
    expect((await as('GET', `/v1/connections/${id}`)).status).toBe(401);
  });
});

describe('the audit log', () => {
  it('contains every change', async () => {
    await token('create', '--name', 'Audited', '--role', 'operator');
    const [audited] = await rows(`select id from api_tokens where name = 'Audited'`);
    await token('revoke', String(audited!['id']));
    await stack.boxward.pauseScan(id);
    await stack.boxward.resumeScan(id);
    const actions = (await rows('select action from audit_log order by id')).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['connection.create', 'scan.pause', 'scan.resume', 'token.create', 'token.revoke']),
    );
  });
});

describe('secrets after a full run', () => {
  it('are in no log, workflow history, error or table, except encrypted in grants', async () => {
    const grants = await rows('select id, tokens from grants');
    const keys = stack.env['BOXWARD_ENCRYPTION_KEYS']!.split(':');
    const cipher = createCipher([{ id: keys[0]!, key: Buffer.from(keys[1]!, 'base64') }]);
    const tokens = grants.flatMap(({ id: grantId, tokens: encrypted }) =>
      Object.values(JSON.parse(cipher.open(String(encrypted), `grant:${String(grantId)}`)) as Record<string, string>),
    );
    expect(tokens.length).toBeGreaterThanOrEqual(2);

    // Secrets of requests that fail: a forged state, an invalid code, a wrong API token.
    const created = await stack.boxward.createConnection('Failed consents');
    const location = new URL((await stack.simulator.consentRedirect(created.consentUrl))!);
    const [code, state] = [location.searchParams.get('code')!, location.searchParams.get('state')!];
    location.searchParams.set('state', 'forged-state');
    const errors = [await (await fetch(location)).text()];
    location.searchParams.set('state', state);
    location.searchParams.set('code', 'invalid-code-1234567890');
    errors.push(await (await fetch(location)).text());
    errors.push(
      await (
        await fetch(`${stack.apiUrl}/v1/files`, { headers: { authorization: 'Bearer wrong-token-123456' } })
      ).text(),
    );

    // Two sessions, a used sign-in code and an unused one.
    const used = await signInCode();
    const unused = await signInCode();
    const sessions = [await signIn({ token: stack.adminToken }), await signIn({ code: used })];
    for (const cookie of sessions) {
      const response = await fetch(`${stack.apiUrl}/v1/connections`, { method: 'POST', headers: { cookie } });
      expect(response.status).toBe(403);
      errors.push(await response.text());
    }

    const secrets = [
      ...tokens,
      used,
      unused,
      ...sessions.map((cookie) => cookie.split('=')[1]!),
      code,
      state,
      'invalid-code-1234567890',
      keys[1]!,
      SIMULATOR_SECRET,
      stack.adminToken,
      'wrong-token-123456',
    ];
    const places: Record<string, string> = { logs: await stack.logs(), errors: errors.join('\n') };
    for (const workflowId of [
      connectBoxWorkflowId(id),
      backfillEventsWorkflowId(id),
      followEventsWorkflowId(id),
      fullScanWorkflowId(id),
      connectBoxWorkflowId(created.id),
    ]) {
      const handle = stack.temporal.workflow.getHandle(workflowId);
      places[workflowId] = await historyText(handle);
    }
    for (const { table_name: table } of await rows(
      `select table_name from information_schema.tables where table_schema = 'public'`,
    )) {
      const columns = table === 'grants' ? 'id, connection_id, state, access_expires_at' : '*';
      places[`table ${String(table)}`] = JSON.stringify(await rows(`select ${columns} from ${String(table)}`));
    }
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(0);
      for (const secret of secrets) expect(text.includes(secret), `a secret in ${place}`).toBe(false);
    }
  });

  it('are deleted when the connection is disconnected, and the token is revoked at Box', async () => {
    const [grant] = await rows(`select id, tokens from grants where state = 'current'`);
    const keys = stack.env['BOXWARD_ENCRYPTION_KEYS']!.split(':');
    const cipher = createCipher([{ id: keys[0]!, key: Buffer.from(keys[1]!, 'base64') }]);
    const { accessToken } = JSON.parse(cipher.open(String(grant!['tokens']), `grant:${String(grant!['id'])}`)) as {
      accessToken: string;
    };
    const callBox = () =>
      fetch(`${stack.simulatorUrl}/2.0/users/me`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect((await callBox()).status).toBe(200);
    await stack.boxward.disconnect(id);
    await untilStatus(stack, id, 'disconnected');
    expect((await callBox()).status).toBe(401);
    expect((await stack.boxward.listFiles(id, { state: 'any' })).length).toBeGreaterThan(0);
    // The scanned data can also be deleted later.
    await stack.boxward.purge(id);
    await eventually(
      () => rows(`select tokens from grants where tokens is not null and connection_id = '${id}'`),
      (grants) => grants.length === 0,
    );
    await eventually(
      () => stack.boxward.listFiles(id, { state: 'any' }),
      (files) => files.length === 0,
    );
    for (const workflowId of [fullScanWorkflowId(id), followEventsWorkflowId(id)]) {
      const { status } = await stack.temporal.workflow.getHandle(workflowId).describe();
      expect(status.name).not.toBe('RUNNING');
    }
  });

  it('are not accepted from a consent link whose connection was disconnected meanwhile', async () => {
    const created = await stack.boxward.createConnection('Disconnected before consent');
    const location = await stack.simulator.consentRedirect(created.consentUrl);
    await stack.boxward.disconnect(created.id);
    await untilStatus(stack, created.id, 'disconnected');
    expect((await fetch(location!, { redirect: 'manual' })).status).toBe(410);
    expect(await rows(`select id from grants where connection_id = '${created.id}'`)).toEqual([]);
  });
});

/** The complete history of a workflow as JSON, with every payload decoded. */
async function historyText(handle: { fetchHistory(): Promise<{ events?: unknown }> }): Promise<string> {
  const history = await handle.fetchHistory();
  const decode = (_key: string, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
  return JSON.stringify(history, decode);
}
