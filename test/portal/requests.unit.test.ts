import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onlineManager } from '@tanstack/react-query';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchWithToken, renewTokenBy, setChangeToken } from '../../portal/src/api/csrf-token.js';
import { ApiProblem } from '../../portal/src/api/client.js';
import { isWorthRetrying, queryClient } from '../../portal/src/api/query-client.js';
import { SESSION_KEY } from '../../portal/src/api/session-key.js';

const UNAUTHORIZED = new ApiProblem(401, 'unauthorized', 'Sign in.');
const SESSION = { name: 'Ada' };
const isSignedIn = (): boolean => queryClient.getQueryData(SESSION_KEY) === SESSION;
const signIn = (): unknown => queryClient.setQueryData(SESSION_KEY, SESSION);
const ask = (key: string, error: Error): Promise<unknown> =>
  queryClient.query({ queryKey: [key], queryFn: () => Promise.reject(error) }).catch(() => undefined);

describe('whoever is answered 401', () => {
  afterEach(() => queryClient.clear());

  it('has to sign in again', async () => {
    signIn();
    await ask('files', UNAUTHORIZED);
    expect(queryClient.getQueryData(SESSION_KEY)).toBeNull();
  });

  it('stays signed in afterwards when an answer of before is forgotten', async () => {
    await ask('files', UNAUTHORIZED);
    signIn();
    queryClient.removeQueries({ queryKey: ['files'] });
    expect(isSignedIn()).toBe(true);
  });

  it('stays signed in afterwards when a token that was mistyped is forgotten', async () => {
    const mutations = queryClient.getMutationCache();
    const mistyped = mutations.build(queryClient, { mutationFn: (): Promise<unknown> => Promise.reject(UNAUTHORIZED) });
    await mistyped.execute(undefined).catch(() => undefined);
    expect(mistyped.state.status).toBe('error');
    signIn();
    mutations.remove(mistyped);
    expect(isSignedIn()).toBe(true);
  });

  it('is not everybody who is refused', async () => {
    signIn();
    await ask('files', new ApiProblem(403, 'forbidden', 'Ask an admin.'));
    expect(isSignedIn()).toBe(true);
  });
});

describe('asking again', () => {
  it.each([
    [new ApiProblem(0, 'network', ''), true],
    [new ApiProblem(500, 'unknown', ''), true],
    [new ApiProblem(429, 'rate_limited', ''), true],
    [new ApiProblem(404, 'not_found', ''), false],
    [new ApiProblem(503, 'summary_too_slow', ''), false],
    [new TypeError('no answer'), true],
  ])('after %s: %s', (error, isWorthIt) => {
    expect(isWorthRetrying(0, error)).toBe(isWorthIt);
    expect(isWorthRetrying(3, error)).toBe(false);
  });
});

describe('a change', () => {
  /** The token and the body that each call came with, and the codes of the refusals that the next calls get. */
  let calls: string[] = [];
  let refusals: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push(`${String(request.headers['x-csrf-token'] ?? 'none')} ${body}`.trim());
      const code = refusals.shift();
      response.writeHead(code === undefined ? 200 : 403).end(JSON.stringify({ code }));
    });
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/connections`;
  const change = (): Promise<Response> =>
    fetchWithToken(new Request(url(), { method: 'POST', body: '{"name":"Box"}' }));
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    calls = [];
    refusals = [];
  });
  afterAll(() => server.close());

  it('is made once more, with the token of whoever signed in in another tab', async () => {
    setChangeToken('old');
    renewTokenBy(() => {
      setChangeToken('new');
      return Promise.resolve();
    });
    refusals = ['csrf_token_invalid'];
    expect((await change()).status).toBe(200);
    expect(calls).toEqual(['old {"name":"Box"}', 'new {"name":"Box"}']);
  });

  it('is refused when the new token is no better, and when it is refused for anything else', async () => {
    refusals = ['csrf_token_invalid', 'csrf_token_invalid', 'forbidden'];
    expect((await change()).status).toBe(403);
    expect(calls).toHaveLength(2);
    expect(await (await change()).json()).toEqual({ code: 'forbidden' });
    expect(calls).toHaveLength(3);
  });

  it('made offline fails at once, and is not made later behind somebody’s back', async () => {
    onlineManager.setOnline(false);
    let attempts = 0;
    const disconnect = (): Promise<unknown> => {
      attempts += 1;
      return Promise.reject(new ApiProblem(0, 'network', 'It cannot be reached.'));
    };
    const attempt = queryClient.getMutationCache().build(queryClient, { mutationFn: disconnect });
    await attempt.execute(undefined).catch(() => undefined);
    expect(attempt.state).toMatchObject({ status: 'error', isPaused: false });
    onlineManager.setOnline(true);
    await queryClient.resumePausedMutations();
    expect(attempts).toBe(1);
  });

  it('alone carries the token', async () => {
    await fetchWithToken(new Request(url()));
    expect(calls).toEqual(['none']);
  });
});
