import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dispatcher } from 'undici';
import { createBoxClient, type BoxClient } from '../../src/box/client.js';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import { createGovernor } from '../../src/box/governor.js';
import { refreshTokens, revokeToken, type OAuthApp } from '../../src/box/oauth.js';
import { createDispatcher } from '../../src/box/proxy.js';
import { FOREIGN_CERTIFICATE } from '../fixture/foreign-certificate.js';

/** Releases what a test started, the newest first. */
let cleanUps: (() => unknown)[];
beforeEach(() => {
  cleanUps = [];
});
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

async function listen(server: Server | ReturnType<typeof createTlsServer>): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A stand-in for Box: an account, a token pair, and a successful revocation. */
async function startBox(): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    request.resume();
    const body = request.url?.startsWith('/2.0/users/me')
      ? { id: '1', login: 'a@acme.example' }
      : { access_token: 'a', refresh_token: 'r', expires_in: 3_600 };
    response.end(request.url === '/oauth2/revoke' ? '' : JSON.stringify(body));
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, paths };
}

/** A proxy that opens tunnels, unless `refuse` returns a status. */
async function startProxy(refuse: (request: IncomingMessage) => number | null = () => null) {
  const tunnels: string[] = [];
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    client.on('error', () => undefined);
    tunnels.push(request.url ?? '');
    const status = refuse(request);
    if (status !== null) {
      client.end(`HTTP/1.1 ${status} No\r\nContent-Type: text/html\r\n\r\n<html>denied by policy</html>`);
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  const port = await listen(server);
  return { address: `127.0.0.1:${port}`, tunnels };
}

function dispatcherFor(env: Record<string, string>): Dispatcher {
  const dispatcher = createDispatcher(env);
  cleanUps.push(() => dispatcher.destroy());
  return dispatcher;
}

const clientOf = (baseUrl: string, dispatcher: Dispatcher): BoxClient =>
  createBoxClient({
    baseUrl,
    dispatcher,
    accountId: '1',
    timeoutMs: 5_000,
    governor: createGovernor({ requestsPerMinutePerUser: 100_000 }),
    onCall: () => undefined,
    tokens: { current: () => Promise.resolve('t'), renew: () => Promise.reject(new Error('no renewal expected')) },
  });
const appAt = (apiBaseUrl: string): OAuthApp => ({
  clientId: 'client',
  clientSecret: 'very-secret',
  authorizeUrl: '',
  apiBaseUrl,
  redirectUri: '',
});
const failure = async (call: Promise<unknown>): Promise<BoxError> => {
  const error: unknown = await call.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!isBoxError(error)) throw error;
  return error;
};

describe('a proxy in the environment', () => {
  it('carries calls to the API and to the token endpoints, with its own credentials', async () => {
    const box = await startBox();
    const proxy = await startProxy(({ headers }) =>
      headers['proxy-authorization'] === `Basic ${Buffer.from('me:p@ss').toString('base64')}` ? null : 407,
    );
    const dispatcher = dispatcherFor({ HTTP_PROXY: `http://me:p%40ss@${proxy.address}` });
    expect((await clientOf(box.url, dispatcher).me({ purpose: 'test' })).login).toBe('a@acme.example');
    expect((await refreshTokens(appAt(box.url), 'r', { dispatcher })).accessToken).toBe('a');
    await expect(revokeToken(appAt(box.url), 'r', { dispatcher })).resolves.toBe(true);
    expect(box.paths.map((path) => path.split('?')[0])).toEqual(['/2.0/users/me', '/oauth2/token', '/oauth2/revoke']);
    expect(proxy.tunnels.length).toBeGreaterThan(0);
    expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(box.url).host]));
  });

  it.each([['127.0.0.1'], ['*'], ['.acme.example, 127.0.0.1'], ['127.0.0.1:0,127.0.0.1']])(
    'is not used for the hosts in NO_PROXY: %s',
    async (hosts) => {
      const box = await startBox();
      const proxy = await startProxy();
      for (const [name, noProxy] of [
        ['HTTP_PROXY', 'NO_PROXY'],
        ['http_proxy', 'no_proxy'],
      ] as const) {
        const dispatcher = dispatcherFor({ [name]: proxy.address, [noProxy]: hosts });
        await clientOf(box.url, dispatcher).me({ purpose: 'test' });
      }
      expect(proxy.tunnels).toEqual([]);
    },
  );

  it('is read in lower case first, and an empty value counts as not set', async () => {
    const box = await startBox();
    const proxy = await startProxy();
    await clientOf(box.url, dispatcherFor({ http_proxy: '', HTTP_PROXY: proxy.address })).me({ purpose: 'test' });
    expect(proxy.tunnels.length).toBe(1);
    await clientOf(box.url, dispatcherFor({ HTTP_PROXY: '', HTTPS_PROXY: proxy.address })).me({ purpose: 'test' });
    expect(proxy.tunnels.length).toBe(1);
  });

  it.each([407, 403, 503])('that refuses the tunnel with %d is named, without its credentials', async (status) => {
    const box = await startBox();
    const proxy = await startProxy(() => status);
    const dispatcher = dispatcherFor({ HTTP_PROXY: `http://me:proxy-password@${proxy.address}` });
    for (const call of [
      () => clientOf(box.url, dispatcher).me({ purpose: 'test' }),
      () => refreshTokens(appAt(box.url), 'r', { dispatcher }),
    ]) {
      const error = await failure(call());
      expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', 'blocked_on_the_way']);
      expect(error.message).toContain(`status ${status}`);
      expect(JSON.stringify(error) + String(error.stack) + String(error.cause)).not.toMatch(/proxy-password|policy/);
    }
    expect(box.paths).toEqual([]);
  });

  it('that does not answer, or is not there, makes Box unavailable', async () => {
    const box = await startBox();
    const dead = dispatcherFor({ HTTP_PROXY: 'http://me:proxy-password@127.0.0.1:1' });
    const error = await failure(clientOf(box.url, dead).me({ purpose: 'test' }));
    expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', 'box_unavailable']);
    expect(JSON.stringify(error) + String(error.stack) + String(error.cause)).not.toContain('proxy-password');
  });
});

describe('a server that is not Box', () => {
  const meAt = (url: string) => failure(clientOf(url, dispatcherFor({})).me({ purpose: 'test' }));

  it('is recognized by its certificate', async () => {
    const server = createTlsServer(FOREIGN_CERTIFICATE, (_request, response) => response.end('{"id":"1"}'));
    const error = await meAt(`https://127.0.0.1:${await listen(server)}`);
    expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', 'blocked_on_the_way']);
    expect(error.message).toContain('certificate');
  });

  it('is recognized when it speaks no TLS', async () => {
    const { url } = await startBox();
    const error = await meAt(url.replace('http:', 'https:'));
    expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', 'blocked_on_the_way']);
  });

  it('cannot be told from an outage if nothing answers: an unknown host, a closed port, an IPv6 address', async () => {
    for (const url of ['http://no-such-host.invalid', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      const error = await meAt(url);
      expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', 'box_unavailable']);
    }
  });
});
