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

const MISSING = '00000000-0000-4000-8000-000000000000';

describe('every endpoint refuses bad input with a stable code', () => {
  it.each([
    ['POST', '/v1/connections', { name: 5, provider: 'box' }, 400, 'invalid_request', 'name'],
    ['POST', '/v1/connections', { name: '', provider: 'box' }, 400, 'invalid_request', 'name'],
    ['POST', '/v1/connections', { name: 'x'.repeat(101), provider: 'box' }, 400, 'invalid_request', 'name'],
    ['POST', '/v1/connections', { name: 'A', provider: 'dropbox' }, 400, 'invalid_request', 'provider'],
    ['POST', '/v1/connections', { name: 'A', provider: 'box', more: 1 }, 400, 'invalid_request', 'more'],
    ['POST', '/v1/connections', { name: 'a\0b', provider: 'box' }, 400, 'invalid_request', 'name'],
    ['POST', '/v1/connections', { name: 'a\ud800', provider: 'box' }, 400, 'invalid_request', 'name'],
    ['GET', '/v1/files?q=%00', undefined, 400, 'invalid_request', 'q'],
    ['GET', '/v1/files/%00/1', undefined, 400, 'invalid_request', 'connectionId'],
    ['GET', '/v1/activities?actorId=%00', undefined, 400, 'invalid_request', 'actorId'],
    ['GET', '/v1/connections/%00', undefined, 400, 'invalid_request', 'id'],
    ['POST', '/v1/connections', {}, 400, 'invalid_request', 'name'],
    ['POST', '/v1/connections', { name: 'one', provider: 'box' }, 409, 'name_in_use', 'one'],
    ['GET', '/v1/connections?limit=0', undefined, 400, 'invalid_request', 'limit'],
    ['GET', '/v1/connections?limit=1001', undefined, 400, 'invalid_request', 'limit'],
    ['GET', '/v1/connections?cursor=nonsense', undefined, 400, 'invalid_cursor', 'cursor'],
    ['GET', '/v1/connections?surprise=1', undefined, 400, 'invalid_request', 'surprise'],
    ['GET', `/v1/connections/${MISSING}`, undefined, 404, 'connection_not_found', ''],
    ['GET', `/v1/connections/${'x'.repeat(65)}`, undefined, 400, 'invalid_request', 'id'],
    ['POST', `/v1/connections/${MISSING}/consent-link`, undefined, 404, 'connection_not_found', ''],
    ['POST', `/v1/connections/${MISSING}/test`, undefined, 404, 'connection_not_found', ''],
    ['GET', `/v1/connections/${MISSING}/scan`, undefined, 404, 'connection_not_found', ''],
    ['GET', `/v1/connections/${MISSING}/scan/queue`, undefined, 404, 'connection_not_found', ''],
    ['POST', `/v1/connections/${MISSING}/scan/pause`, undefined, 404, 'connection_not_found', ''],
    ['POST', `/v1/connections/${MISSING}/scan/promote`, { fileIds: ['1'] }, 404, 'connection_not_found', ''],
    ['GET', `/v1/connections/${MISSING}/progress`, undefined, 404, 'connection_not_found', ''],
    ['DELETE', `/v1/connections/${MISSING}`, undefined, 404, 'connection_not_found', ''],
    ['GET', '/v1/files?access=secret', undefined, 400, 'invalid_request', 'access'],
    ['GET', '/v1/files?modifiedAfter=yesterday', undefined, 400, 'invalid_request', 'modifiedAfter'],
    ['GET', '/v1/files?sort=colour', undefined, 400, 'invalid_request', 'sort'],
    ['GET', '/v1/files?limit=many', undefined, 400, 'invalid_request', 'limit'],
    ['GET', '/v1/files?cursor=eyJ4IjoxfQ', undefined, 400, 'invalid_cursor', 'cursor'],
    ['GET', '/v1/activities?category=fun', undefined, 400, 'invalid_request', 'category'],
    ['GET', '/v1/activities?after=1', undefined, 400, 'invalid_request', 'after'],
    ['GET', '/v1/activities?cursor=x', undefined, 400, 'invalid_cursor', 'cursor'],
    ['GET', '/v1/nothing', undefined, 404, 'route_not_found', ''],
    ['GET', `/v1/files/${MISSING}/1`, undefined, 404, 'file_not_found', ''],
    ['GET', `/v1/connections/${MISSING}/problems`, undefined, 404, 'connection_not_found', ''],
    ['GET', `/v1/connections/${MISSING}/problems?limit=0`, undefined, 400, 'invalid_request', 'limit'],
    ['POST', `/v1/connections/${MISSING}/scan/resume`, undefined, 404, 'connection_not_found', ''],
    ['POST', `/v1/connections/${MISSING}/scan/restart`, undefined, 404, 'connection_not_found', ''],
    ['POST', `/v1/connections/${MISSING}/scan/promote`, { fileIds: 'one' }, 400, 'invalid_request', 'fileIds'],
    ['POST', `/v1/connections/${MISSING}/scan/promote`, { fileIds: [] }, 400, 'invalid_request', 'fileIds'],
    ['POST', `/v1/connections/${MISSING}/scan/promote`, { fileIds: ['x'] }, 400, 'invalid_request', 'fileIds'],
    ['POST', `/v1/connections/${MISSING}/test?wait=long`, undefined, 400, 'invalid_request', 'wait'],
    ['GET', `/v1/connections/${MISSING}/scan/queue?limit=many`, undefined, 400, 'invalid_request', 'limit'],
    ['DELETE', `/v1/connections/${MISSING}?purge=maybe`, undefined, 400, 'invalid_request', 'purge'],
    ['GET', '/v1/connections/%zz', undefined, 400, 'invalid_address', '%'],
    ['GET', `/v1/connections/${'x'.repeat(201)}`, undefined, 414, 'invalid_request', 'longer'],
  ] as const)('%s %s %j', async (method, path, body, status, code, names) => {
    const response = await stack.boxward.request(method, path, body);
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).toContain(names);
  });

  it('refuses what does not fit the state of a connection', async () => {
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
  });

  it('refuses a body that is no JSON, and one that is too large', async () => {
    const send = (body: string) =>
      fetch(`${stack.apiUrl}/v1/connections`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stack.adminToken}`, 'content-type': 'application/json' },
        body,
      });
    const broken = await send('{"name":');
    expect([broken.status, (await problemOf(broken)).code]).toEqual([400, 'invalid_json']);
    const large = await send(JSON.stringify({ name: 'x'.repeat(100_000) }));
    expect([large.status, (await problemOf(large)).code]).toEqual([413, 'body_too_large']);
    const body = { name: 'A', provider: 'box' };
    const keyed = await stack.boxward.request('POST', '/v1/connections', body, { 'idempotency-key': 'k'.repeat(201) });
    expect([keyed.status, (await problemOf(keyed)).code]).toEqual([400, 'invalid_request']);
    const headed = await stack.boxward.request('GET', '/v1/connections', undefined, { 'x-long': 'x'.repeat(20_000) });
    expect([headed.status, (await problemOf(headed)).code]).toEqual([431, 'headers_too_large']);
  });

  it('refuses the cursor of another connection, filter or sort', async () => {
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

  it('changes nothing by any of it', async () => {
    const items = await stack.boxward.listConnections();
    expect(items.map(({ name }) => name)).toEqual(['One', 'Other']);
  });
});

describe('tokens', () => {
  it('that are missing, wrong or malformed are refused', async () => {
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
  it('answers the same, and refuses another request under the same key', async () => {
    const body = { name: 'Once', provider: 'box' };
    const key = { 'idempotency-key': 'key-1' };
    const first = await stack.boxward.request('POST', '/v1/connections', body, key);
    const second = await stack.boxward.request('POST', '/v1/connections', body, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    const another = await stack.boxward.request('POST', '/v1/connections', { ...body, name: 'Twice' }, key);
    expect([another.status, (await problemOf(another)).code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('creates once, however many come at the same time', async () => {
    const request = () =>
      stack.boxward.request(
        'POST',
        '/v1/connections',
        { name: 'At once', provider: 'box' },
        { 'idempotency-key': 'k2' },
      );
    const answers = await Promise.all(Array.from({ length: 5 }, request));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
    expect(new Set(ids).size).toBe(1);
  });
});

describe('the page that people come back to', () => {
  it('is the portal, and repeats nothing of what the address says', async () => {
    for (const outcome of ['constructor', '__proto__', 'toString', '<b>hostile</b>']) {
      const page = await fetch(`${stack.apiUrl}/connections/${id}?consent=${encodeURIComponent(outcome)}`);
      expect(page.status).toBe(200);
      expect(await page.text()).not.toContain(outcome);
    }
  });
});

describe('an expired, superseded or unknown consent link', () => {
  it('is refused on a page that says what to do', async () => {
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
  it('page through every file once, in every order', async () => {
    for (const sort of ['name', '-name', 'size', '-size', 'modifiedAt', '-scannedAt'] as const) {
      const ids = async (pageSize: number) =>
        (await stack.boxward.listFiles(id, { sort }, pageSize)).map(({ fileId }) => fileId);
      const paged = await ids(17);
      expect(paged).toEqual(await ids(1_000));
      expect(new Set(paged).size).toBe(120);
    }
  });

  it('stream all files as CSV, with formulas disarmed, and all activities as NDJSON', async () => {
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

  it('filter files by owner, folder, part of the path and exposure', async () => {
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

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and names every call', async () => {
    const document = (await (await fetch(`${stack.apiUrl}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/healthz',
        '/readyz',
        '/v1/connectors/box',
        '/v1/connections',
        '/v1/connections/{id}',
        '/v1/connections/{id}/consent-link',
        '/oauth/box/callback',
        '/v1/connections/{id}/test',
        '/v1/connections/{id}/scan',
        '/v1/connections/{id}/scan/queue',
        '/v1/connections/{id}/scan/pause',
        '/v1/connections/{id}/scan/promote',
        '/v1/connections/{id}/progress',
        '/v1/files',
        '/v1/files/{connectionId}/{fileId}',
        '/v1/activities',
      ]),
    );
    expect((await fetch(`${stack.apiUrl}/docs`)).status).toBe(200);
  });
});

describe('progress', () => {
  it('comes as server-sent events, the first at once', async () => {
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
