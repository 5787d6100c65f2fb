import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as openSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, insertToken } from '../../../src/store/access/api-tokens.js';
import { openDatabase } from '../../../src/store/sql/postgres.js';
import { eventually } from '../../../scripts/stack/eventually.js';
import { startStack, type RunningStack } from '../../e2e/support/start.js';

let stack: RunningStack;
let operator: string;
beforeAll(async () => {
  stack = await startStack({ users: 3, files: 20 });
  operator = await operatorToken();
});
afterAll(() => stack.stop());

async function operatorToken(): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const db = openDatabase(stack.databaseUrl, { maxConnections: 1, applicationName: 'boxward-test' });
  await insertToken(db, { id: randomUUID(), name: 'Operator', role: 'operator', hash: hashToken(token) });
  await db.destroy();
  return token;
}

/** Sends a request line unchanged, which fetch would normalize. Returns the status. */
async function raw(method: string, target: string, token?: string): Promise<number> {
  const { hostname, port } = new URL(stack.apiUrl);
  const socket = openSocket(Number(port), hostname);
  await once(socket, 'connect');
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  socket.write(`${method} ${target} HTTP/1.1\r\nhost: boxward\r\n${authorization}connection: close\r\n\r\n`);
  return Number((await text(socket)).split(' ')[1]);
}

const MISSING = '00000000-0000-4000-8000-000000000000';
const SPELLINGS = ['/v1', '/%761', '/v%31', '/%76%31', 'http://x/v1', 'http://x/%761', 'HTTP://x:1/v1'];

describe('a request below /v1', () => {
  it.each(SPELLINGS)('requires a token, also if the address is written as %s', async (prefix) => {
    expect(await raw('GET', `${prefix}/connections`)).toBe(401);
    expect(await raw('HEAD', `${prefix}/connections`)).toBe(401);
    expect(await raw('DELETE', `${prefix}/connections/${MISSING}`)).toBe(401);
    expect(await raw('POST', `${prefix}/connections`)).toBe(401);
    expect(await raw('POST', `${prefix}/connections/${MISSING}/consent-link`, 'wrong')).toBe(401);
  });

  it.each(SPELLINGS)('requires an admin for changes, also if the address is written as %s', async (prefix) => {
    expect(await raw('GET', `${prefix}/connections`, operator)).toBe(200);
    expect(await raw('DELETE', `${prefix}/connections/${MISSING}`, operator)).toBe(403);
    expect(await raw('POST', `${prefix}/connections`, operator)).toBe(403);
    expect(await raw('DELETE', `${prefix}/connections/${MISSING}`, stack.adminToken)).toBe(404);
  });

  it('requires a token on every route of the OpenAPI description, except signing in', async () => {
    const { paths } = (await (await fetch(`${stack.apiUrl}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })))
      .filter(({ path, method }) => !(path === '/v1/session' && method === 'POST'));
    expect(routes.length).toBeGreaterThanOrEqual(17);
    for (const { path, method } of routes) {
      const response = await fetch(`${stack.apiUrl}${path.replaceAll(/\{\w+\}/g, MISSING)}`, { method });
      expect([method, path, response.status]).toEqual([method, path, 401]);
    }
  });

  it('gets 404 without a token if there is no such route', async () => {
    expect(await raw('GET', '/v1/nothing')).toBe(404);
  });
});

describe('the log', () => {
  it('contains the addresses of requests without their query', async () => {
    for (const target of [
      '/oauth/box/callback',
      '/%6fauth/box/callback',
      '/%6fauth/elsewhere',
      '/oauth/elsewhere',
      'http://x/oauth/elsewhere',
      '/oauth/%zz',
      '/elsewhere',
    ]) {
      await raw('GET', `${target}?state=x&code=a-secret-code`);
    }
    const log = await eventually(
      () => stack.logs(),
      (text) => text.includes('"url":"/%6fauth/elsewhere"'),
    );
    expect(log).not.toContain('a-secret-code');
    expect(log).not.toMatch(/"url":"[^"]*\?/);
  });
});

describe('too many requests from one address', () => {
  it('with a wrong token get 429, while valid tokens still work', async () => {
    const guess = () => fetch(`${stack.apiUrl}/v1/connections`, { headers: { authorization: 'Bearer guess' } });
    let last = await guess();
    for (let calls = 1; last.status === 401 && calls < 700; calls += 1) last = await guess();
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(((await last.json()) as { code: string }).code).toBe('too_many_requests');
    expect((await stack.boxward.request('GET', '/v1/connections')).status).toBe(200);
    expect(await raw('GET', '/v1/connections', operator)).toBe(200);
  });

  it('with an unknown consent get 429, while open consent links still work', async () => {
    const { consentUrl } = await stack.boxward.createConnection('Awaited');
    const location = await stack.simulator.consentRedirect(consentUrl);
    const junk = () => fetch(`${stack.apiUrl}/oauth/box/callback?code=x&state=junk`, { redirect: 'manual' });
    let last = await junk();
    for (let calls = 1; last.status === 400 && calls < 200; calls += 1) last = await junk();
    expect(last.status).toBe(429);
    expect((await fetch(location!, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(location!, { redirect: 'manual' })).status).toBe(429);
  });
});
