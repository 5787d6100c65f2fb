import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, untilScanned, untilStatus } from '../e2e/support/scenario.js';
import { startStack, type RunningStack } from '../e2e/support/start.js';

let stack: RunningStack;
let id: string;
let other: string;
beforeAll(async () => {
  stack = await startStack({ users: 4, files: 120 });
  id = await connect(stack, 'One');
  other = (await stack.boxward.createConnection('Other')).id;
  await untilStatus(stack, id, 'connected');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await response.json()) as Problem;
  expect(problem.status).toBe(response.status);
  expect(problem.detail.length).toBeGreaterThan(0);
  return problem;
}

describe('a request that does not fit the state of the connection', () => {
  it('is rejected, and changes nothing', async () => {
    const before = await stack.boxward.listConnections();
    for (const [method, path, body, code] of [
      ['POST', `/v1/connections/${id}/consent-link`, undefined, 'connection_not_awaiting_consent'],
      ['POST', `/v1/connections/${other}/test`, undefined, 'connection_not_connected'],
      ['POST', `/v1/connections/${other}/scan/pause`, undefined, 'scan_not_running'],
    ] as const) {
      const response = await stack.boxward.request(method, path, body);
      expect([response.status, (await problemOf(response)).code]).toEqual([409, code]);
    }
    const promote = await stack.boxward.request('POST', `/v1/connections/${id}/scan/promote`, { fileIds: ['123'] });
    expect([promote.status, (await problemOf(promote)).code]).toEqual([400, 'unknown_files']);
    const states = (connections: typeof before) => connections.map(({ name, status }) => [name, status]);
    expect(states(await stack.boxward.listConnections())).toEqual(states(before));
  });
});

describe('a cursor', () => {
  it('is rejected in another list, filter or sort, and when it is forged', async () => {
    const firstPage = async (list: string): Promise<{ nextCursor: string }> =>
      (await (await stack.boxward.request('GET', `/v1/${list}&limit=5`)).json()) as { nextCursor: string };
    const first = await firstPage(`files?connectionId=${id}`);
    for (const query of [`connectionId=${other}&limit=5`, `connectionId=${id}&limit=5&sort=-name`, 'limit=5']) {
      const response = await stack.boxward.request('GET', `/v1/files?${query}&cursor=${first.nextCursor}`);
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'invalid_cursor']);
    }
    for (const [list, position] of [
      [`files?connectionId=${id}&sort=size`, ['large', id, '1']],
      [`files?connectionId=${id}&sort=size`, [1.5, id, '1']],
      [`files?connectionId=${id}`, ['a\0', id, '1']],
      [`activities?connectionId=${id}`, ['yesterday', id, '1']],
      [`activities?connectionId=${id}`, ['0000-11-01T00:00:00Z', id, '1']],
      [`activities?connectionId=${id}`, ['2026-11-01T00:00:00Z', id]],
    ] as const) {
      const { nextCursor } = await firstPage(list);
      const [fingerprint] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString()) as [string];
      const forged = Buffer.from(JSON.stringify([fingerprint, position])).toString('base64url');
      const response = await stack.boxward.request('GET', `/v1/${list}&limit=5&cursor=${forged}`);
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'invalid_cursor']);
    }
    const next = await stack.boxward.request('GET', `/v1/files?connectionId=${id}&limit=7&cursor=${first.nextCursor}`);
    expect(next.status).toBe(200);
  });
});

describe('a token', () => {
  it('is rejected if it is missing, wrong or malformed', async () => {
    for (const authorization of [undefined, 'Bearer wrong', 'Basic abc', 'Bearer ', `Bearer ${'x'.repeat(600)}`]) {
      const response = await fetch(`${stack.apiUrl}/v1/connections`, {
        headers: authorization ? { authorization } : {},
      });
      expect([response.status, (await problemOf(response)).code]).toEqual([401, 'invalid_token']);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
  });
});

describe('a repeated creation with an idempotency key', () => {
  it('returns the first response, and rejects a different request with the same key', async () => {
    const body = { name: 'Once', provider: 'box' };
    const key = { 'idempotency-key': 'key-1' };
    const first = await stack.boxward.request('POST', '/v1/connections', body, key);
    const second = await stack.boxward.request('POST', '/v1/connections', body, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    const another = await stack.boxward.request('POST', '/v1/connections', { ...body, name: 'Twice' }, key);
    expect([another.status, (await problemOf(another)).code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('creates one connection for simultaneous requests', async () => {
    const request = () =>
      stack.boxward.request(
        'POST',
        '/v1/connections',
        { name: 'At once', provider: 'box' },
        { 'idempotency-key': 'k2' },
      );
    const responses = await Promise.all(Array.from({ length: 5 }, request));
    expect(responses.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const ids = await Promise.all(responses.map(async (response) => ((await response.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
  });
});

describe('creations at the same moment', () => {
  it('all succeed, although they are more than the connections of the pool', async () => {
    for (const round of [1, 2, 3]) {
      // What is known of the deployment is used for a second: after it, each of them would read it.
      await pause(1_100);
      const names = Array.from({ length: 60 }, (_, index) => `Simultaneous ${round}.${index}`);
      const created = await Promise.all(names.map((name) => stack.boxward.createConnection(name)));
      expect(new Set(created.map((connection) => connection.id)).size).toBe(names.length);
    }
  });
});

describe('the page after consent', () => {
  it('is the portal, and contains no text from its address', async () => {
    for (const outcome of ['constructor', '__proto__', 'toString', '<b>hostile</b>']) {
      const page = await fetch(`${stack.apiUrl}/connections/${id}?consent=${encodeURIComponent(outcome)}`);
      expect(page.status).toBe(200);
      expect(await page.text()).not.toContain(outcome);
    }
  });
});

describe('an expired, superseded or unknown consent link', () => {
  it('leads to a page with the reason', async () => {
    const created = await stack.boxward.createConnection('Superseded');
    const location = await stack.simulator.consentRedirect(created.consentUrl);
    await stack.boxward.createConsentLink(created.id);
    const superseded = await fetch(location!, { redirect: 'manual' });
    expect(superseded.status).toBe(410);
    expect(await superseded.text()).toContain('link_superseded');
    const unknown = await fetch(`${stack.apiUrl}/oauth/box/callback?code=x&state=y`, { redirect: 'manual' });
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain('unknown_state');
  });
});

describe('lists and exports', () => {
  it('return every file once, in every order', async () => {
    for (const sort of ['name', '-name', 'size', '-size', 'modifiedAt', '-scannedAt'] as const) {
      const ids = async (pageSize: number) =>
        (await stack.boxward.listFiles(id, { sort }, pageSize)).map(({ fileId }) => fileId);
      const paged = await ids(17);
      expect(paged).toEqual(await ids(1_000));
      expect(new Set(paged).size).toBe(120);
    }
  });

  it('stream all files as CSV with escaped formulas, and all activities as NDJSON', async () => {
    const csv = await (
      await stack.boxward.request('GET', `/v1/files?connectionId=${id}`, undefined, { accept: 'text/csv' })
    ).text();
    expect(csv.split('\n')[0]).toContain('fileId,path');
    expect(csv.match(/^[^,]*,9\d{11},/gm)?.length).toBe(120);
    expect(csv).not.toMatch(/,=/);
    const ndjson = await (
      await stack.boxward.request('GET', `/v1/activities?connectionId=${id}`, undefined, {
        accept: 'application/x-ndjson',
      })
    ).text();
    const lines = ndjson.trim().split('\n');
    expect(lines.length).toBe((await stack.boxward.listActivities(id)).length);
    expect(JSON.parse(lines[0]!)).toHaveProperty('eventId');
  });

  it('filter files by owner, folder, part of the path, and access', async () => {
    const all = await stack.boxward.listFiles(id);
    const [folder] = await stack.simulator.pick('folder', 'n=1&minFiles=3');
    const inFolder = await stack.boxward.listFiles(id, { folderId: folder!.id });
    expect(inFolder.map(({ path }) => path).sort()).toEqual(
      all.flatMap(({ path }) => (path.startsWith(`${folder!.path}/`) ? [path] : [])).sort(),
    );
    const { ownerId: owner, ownerLogin } = all[0]!;
    expect(await stack.boxward.listFiles(id, { ownerLogin: ownerLogin.toUpperCase() })).toEqual(
      await stack.boxward.listFiles(id, { ownerId: owner }),
    );
    expect((await stack.boxward.listFiles(id, { ownerId: owner })).length).toBe(
      all.filter((f) => f.ownerId === owner).length,
    );
    const part = all[0]!.path.slice(1, 8).toUpperCase();
    const found = await stack.boxward.listFiles(id, { q: part });
    expect(found.length).toBe(all.filter(({ path }) => path.toUpperCase().includes(part)).length);
    for (const access of ['private', 'internal', 'external', 'public'] as const) {
      const some = await stack.boxward.listFiles(id, { access });
      expect(some.length).toBe(all.filter((file) => file.access === access).length);
    }
  });
});

describe('live updates', () => {
  it('are server-sent events, and the first one is sent at once', async () => {
    const closing = new AbortController();
    const response = await fetch(`${stack.apiUrl}/v1/connections/${id}/progress`, {
      headers: { authorization: `Bearer ${stack.adminToken}` },
      signal: closing.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    const text = new TextDecoder().decode(value);
    expect(text.startsWith('event: connection\ndata: {')).toBe(true);
    expect(JSON.parse(text.split('data: ')[1]!)).toMatchObject({ id, status: 'connected' });
    closing.abort();
  });
});
