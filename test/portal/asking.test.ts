import { onlineManager } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchWithToken, renewTokenBy, setChangeToken } from '../../portal/src/api/change-token.js';
import { ApiProblem } from '../../portal/src/api/client.js';
import { isWorthRetrying, queryClient } from '../../portal/src/api/queries.js';
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
  afterEach(() => vi.unstubAllGlobals());

  const problem = (code: string): Response => Response.json({ code }, { status: 403 });
  const change = (): Promise<Response> =>
    fetchWithToken(new Request('http://boxward.example/v1/connections', { method: 'POST', body: '{"name":"Box"}' }));

  /** The API, answering in this order; the token and the body that each call came with. */
  function answering(...answers: Response[]): string[] {
    const calls: string[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      calls.push(`${request.headers.get('x-csrf-token') ?? 'none'} ${await request.text()}`.trim());
      return answers[calls.length - 1] ?? Response.json({});
    });
    return calls;
  }

  it('is made once more, with the token of whoever signed in in another tab', async () => {
    setChangeToken('old');
    renewTokenBy(() => {
      setChangeToken('new');
      return Promise.resolve();
    });
    const calls = answering(problem('csrf_token_invalid'));
    expect((await change()).status).toBe(200);
    expect(calls).toEqual(['old {"name":"Box"}', 'new {"name":"Box"}']);
  });

  it('is refused when the new token is no better, and when it is refused for anything else', async () => {
    const twice = answering(problem('csrf_token_invalid'), problem('csrf_token_invalid'));
    expect((await change()).status).toBe(403);
    expect(twice).toHaveLength(2);
    const once = answering(problem('forbidden'));
    expect(await (await change()).json()).toEqual({ code: 'forbidden' });
    expect(once).toHaveLength(1);
  });

  it('made offline fails at once, and is not made later behind somebody’s back', async () => {
    onlineManager.setOnline(false);
    const disconnect = vi.fn(() => Promise.reject(new ApiProblem(0, 'network', 'It cannot be reached.')));
    const attempt = queryClient
      .getMutationCache()
      .build(queryClient, { mutationFn: (): Promise<unknown> => disconnect() });
    await attempt.execute(undefined).catch(() => undefined);
    expect(attempt.state).toMatchObject({ status: 'error', isPaused: false });
    onlineManager.setOnline(true);
    await queryClient.resumePausedMutations();
    expect(disconnect).toHaveBeenCalledTimes(1);
  });

  it('alone carries the token', async () => {
    const calls = answering();
    await fetchWithToken(new Request('http://boxward.example/v1/files'));
    expect(calls).toEqual(['none']);
  });
});
