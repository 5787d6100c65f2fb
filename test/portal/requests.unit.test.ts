import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onlineManager } from '@tanstack/react-query';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiProblem } from '../../portal/src/api/client.js';
import { fetchWithCsrfToken, setCsrfToken, setCsrfTokenRenewal } from '../../portal/src/api/csrf-token.js';
import { queryClient, shouldRetry } from '../../portal/src/api/query-client.js';
import { SESSION_KEY } from '../../portal/src/api/session-key.js';

const UNAUTHORIZED = new ApiProblem(401, 'unauthorized', 'Sign in.');
const SESSION = { name: 'Ada' };
const isSignedIn = (): boolean => queryClient.getQueryData(SESSION_KEY) === SESSION;
const signIn = (): unknown => queryClient.setQueryData(SESSION_KEY, SESSION);
const failQuery = (key: string, error: Error): Promise<unknown> =>
  queryClient.query({ queryKey: [key], queryFn: () => Promise.reject(error) }).catch(() => undefined);

describe('a 401 response', () => {
  afterEach(() => queryClient.clear());

  it('ends the session', async () => {
    signIn();
    await failQuery('files', UNAUTHORIZED);
    expect(queryClient.getQueryData(SESSION_KEY)).toBeNull();
  });

  it('from before a new sign-in does not end the new session when it leaves the cache', async () => {
    await failQuery('files', UNAUTHORIZED);
    signIn();
    queryClient.removeQueries({ queryKey: ['files'] });
    expect(isSignedIn()).toBe(true);
  });

  it('to a mistyped token does not end the later session when it leaves the cache', async () => {
    const mutations = queryClient.getMutationCache();
    const mistyped = mutations.build(queryClient, { mutationFn: (): Promise<unknown> => Promise.reject(UNAUTHORIZED) });
    await mistyped.execute(undefined).catch(() => undefined);
    expect(mistyped.state.status).toBe('error');
    signIn();
    mutations.remove(mistyped);
    expect(isSignedIn()).toBe(true);
  });

  it('differs from 403, which keeps the session', async () => {
    signIn();
    await failQuery('files', new ApiProblem(403, 'forbidden', 'Ask an admin.'));
    expect(isSignedIn()).toBe(true);
  });
});

describe('a failed query', () => {
  it.each([
    [new ApiProblem(0, 'network', ''), true],
    [new ApiProblem(500, 'unknown', ''), true],
    [new ApiProblem(429, 'rate_limited', ''), true],
    [new ApiProblem(404, 'not_found', ''), false],
    [new ApiProblem(503, 'summary_too_slow', ''), false],
    [new TypeError('no response'), true],
  ])('is retried up to three times after %s: %s', (error, isRetried) => {
    expect(shouldRetry(0, error)).toBe(isRetried);
    expect(shouldRetry(3, error)).toBe(false);
  });
});

describe('a change', () => {
  /** The token and body of each request, and the error codes of the next responses. */
  let requests: string[] = [];
  let errorCodes: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push(`${String(request.headers['x-csrf-token'] ?? 'none')} ${body}`.trim());
      const code = errorCodes.shift();
      response.writeHead(code === undefined ? 200 : 403).end(JSON.stringify({ code }));
    });
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/connections`;
  const change = (): Promise<Response> =>
    fetchWithCsrfToken(new Request(url(), { method: 'POST', body: '{"name":"Box"}' }));
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    requests = [];
    errorCodes = [];
  });
  afterAll(() => server.close());

  it('is sent once more with a new token after a sign-in in another tab', async () => {
    setCsrfToken('old');
    setCsrfTokenRenewal(() => {
      setCsrfToken('new');
      return Promise.resolve();
    });
    errorCodes = ['csrf_token_invalid'];
    expect((await change()).status).toBe(200);
    expect(requests).toEqual(['old {"name":"Box"}', 'new {"name":"Box"}']);
  });

  it('fails if the new token is rejected, too, and is not sent again after any other error', async () => {
    errorCodes = ['csrf_token_invalid', 'csrf_token_invalid', 'forbidden'];
    expect((await change()).status).toBe(403);
    expect(requests).toHaveLength(2);
    expect(await (await change()).json()).toEqual({ code: 'forbidden' });
    expect(requests).toHaveLength(3);
  });

  it('fails immediately when offline and is not sent later', async () => {
    onlineManager.setOnline(false);
    let attempts = 0;
    const disconnect = (): Promise<unknown> => {
      attempts += 1;
      return Promise.reject(new ApiProblem(0, 'network', 'Unreachable.'));
    };
    const attempt = queryClient.getMutationCache().build(queryClient, { mutationFn: disconnect });
    await attempt.execute(undefined).catch(() => undefined);
    expect(attempt.state).toMatchObject({ status: 'error', isPaused: false });
    onlineManager.setOnline(true);
    await queryClient.resumePausedMutations();
    expect(attempts).toBe(1);
  });

  it('carries the token, unlike a read', async () => {
    await fetchWithCsrfToken(new Request(url()));
    expect(requests).toEqual(['none']);
  });
});
