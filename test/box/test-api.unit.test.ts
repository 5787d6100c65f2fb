import { describe, expect, it } from 'vitest';
import type { BoxClient } from '../../src/box/client.js';
import { boxError } from '../../src/box/errors.js';
import { runTestApi } from '../../src/box/test-api.js';
import type { PatienceLimits } from '../../src/box/test-patience.js';
import type { RunningTest } from '../../src/domain/api-test.js';

const LIMITS: PatienceLimits = {
  attemptMs: 50,
  firstCheckMs: 120,
  checkMs: 60,
  totalMs: 10_000,
  lateAttemptMs: 20,
  pauseMs: 2,
  longestPauseMs: 5,
};
const ADMIN = {
  id: '1',
  login: 'admin@acme.example',
  name: 'Admin',
  role: 'admin' as const,
  status: 'active',
  enterprise: { id: '9', name: 'Acme' },
};
const OTHERS = ['2', '3', '4', '5'].map((id) => ({
  ...ADMIN,
  id,
  login: `u${id}@acme.example`,
  role: 'user' as const,
}));
const page = <T>(entries: readonly T[]) => ({ entries, unreadable: [], received: entries.length, nextMarker: null });

type Calls = Record<'me' | 'users' | 'events' | 'folderItems', number>;
/** A client that answers well, unless `before` throws; `before` gets the call, its number and the user acted as. */
function clientWith(before: (call: keyof Calls, number: number, asUser?: string) => unknown) {
  const calls: Calls = { me: 0, users: 0, events: 0, folderItems: 0 };
  const answer = async <T>(call: keyof Calls, value: T, asUser?: string): Promise<T> => {
    calls[call] += 1;
    await before(call, calls[call], asUser);
    return value;
  };
  const unused = () => Promise.reject(new Error('not called by Test API'));
  const client: BoxClient = {
    me: () => answer('me', ADMIN),
    users: () => answer('users', page([ADMIN, ...OTHERS])),
    events: () => answer('events', { events: [], unreadable: [], nextPosition: '1' }),
    folderItems: (_folder, _page, { asUser }) => answer('folderItems', page([]), asUser),
    user: unused,
    trash: unused,
    folder: unused,
    file: unused,
    collaborations: unused,
  };
  return { client, calls };
}
const statuses = (checks: readonly { id: string; status: string }[]) =>
  Object.fromEntries(checks.map(({ id, status }) => [id, status]));
const rateLimited = () => boxError('BoxRateLimited', 'box_rate_limited');
const unavailable = () => boxError('BoxUnavailable', 'box_unavailable');
const forbidden = () => boxError('BoxForbidden', 'box_forbidden');
const unauthorized = () => boxError('BoxUnauthorized', 'refresh_token_rejected');

describe('Test API under trouble', () => {
  it('keeps what has passed, and retries only the check that fails', async () => {
    const { client, calls } = clientWith((call, number) => {
      if (call === 'events' && number <= 6) throw rateLimited();
    });
    const reports: RunningTest[] = [];
    const tested = await runTestApi(client, {
      limits: { ...LIMITS, checkMs: 5_000 },
      report: async (running) => void reports.push(running),
    });
    expect(tested.result.status).toBe('passed');
    expect([calls.me, calls.users, calls.events]).toEqual([1, 1, 7]);
    const retrying = reports.filter((report) => report.retrying);
    expect(retrying.length).toBe(6);
    expect(retrying[0]).toMatchObject({ retrying: { message: 'Box’s rate limit was exceeded.' } });
    expect(retrying[0]?.checks.map(({ id }) => id)).toEqual(['account', 'admin_role', 'users']);
    expect(reports.at(-1)?.retrying).toBeNull();
  });

  it('ends a check that cannot be carried out, says what is the matter, and carries out the others', async () => {
    const { client } = clientWith((call) => {
      if (call === 'events') throw unavailable();
    });
    const { result, coverage } = await runTestApi(client, { limits: LIMITS });
    expect(statuses(result.checks)).toEqual({
      account: 'passed',
      admin_role: 'passed',
      users: 'passed',
      events: 'failed',
      as_user: 'passed',
      own_files: 'passed',
    });
    expect(result.checks[3]).toMatchObject({
      message: 'Box, or the network path to it, is unavailable.',
      remedy: expect.stringContaining('Run Test API again') as unknown,
    });
    expect(coverage).toBe('full');
  });

  it('changes no coverage because of trouble', async () => {
    const withoutUsers = clientWith((call) => {
      if (call === 'users') throw unavailable();
    });
    expect((await runTestApi(withoutUsers.client, { limits: LIMITS })).coverage).toBe('full');
    const withoutBox = clientWith(() => {
      throw unavailable();
    });
    const { result, coverage } = await runTestApi(withoutBox.client, { limits: LIMITS });
    expect([coverage, withoutBox.calls.users]).toEqual([null, 0]);
    expect(statuses(result.checks)).toMatchObject({ account: 'failed', users: 'skipped', own_files: 'skipped' });
  });

  it('ends attempts that Box never answers', async () => {
    const { client } = clientWith((call) => (call === 'me' ? new Promise(() => undefined) : undefined));
    const hanging: BoxClient = {
      ...client,
      me: ({ signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
    };
    const { result } = await runTestApi(hanging, { limits: LIMITS });
    expect(result.checks[0]).toMatchObject({ status: 'failed' });
  });

  it('gives up no later than its limits, whatever fails', async () => {
    const { client, calls } = clientWith((call) => {
      if (call !== 'me') throw rateLimited();
    });
    const { result } = await runTestApi(client, { limits: { ...LIMITS, checkMs: 5_000, totalMs: 30 } });
    expect(result.status).toBe('failed');
    // Past the total, each check has one attempt.
    expect([calls.events, calls.folderItems]).toEqual([1, 1]);
  });

  it('is aborted by the caller', async () => {
    const aborting = new AbortController();
    const { client } = clientWith((call) => {
      if (call === 'users') aborting.abort();
      if (call === 'users') throw unavailable();
    });
    await expect(runTestApi(client, { limits: LIMITS, signal: aborting.signal })).rejects.toThrow();
  });
});

describe('a denial', () => {
  it('is believed when it comes twice', async () => {
    const once = clientWith((call, number) => {
      if (call === 'users' && number === 1) throw forbidden();
    });
    expect(await runTestApi(once.client, { limits: LIMITS })).toMatchObject({
      result: { status: 'passed' },
      coverage: 'full',
    });
    const always = clientWith((call) => {
      if (call === 'users') throw forbidden();
    });
    const { result, coverage } = await runTestApi(always.client, { limits: LIMITS });
    expect([coverage, always.calls.users]).toEqual(['own_files', 2]);
    expect(statuses(result.checks)).toMatchObject({ users: 'failed', as_user: 'skipped' });
  });

  it('of one user is not a denial of As-User', async () => {
    const one = clientWith((_call, _number, asUser) => {
      if (asUser === '2') throw forbidden();
    });
    expect((await runTestApi(one.client, { limits: LIMITS })).result.status).toBe('passed');
    const all = clientWith((_call, _number, asUser) => {
      if (asUser !== undefined) throw forbidden();
    });
    expect(statuses((await runTestApi(all.client, { limits: LIMITS })).result.checks)).toMatchObject({
      as_user: 'failed',
    });
  });

  it('of the credentials is thrown when it comes twice', async () => {
    const once = clientWith((call, number) => {
      if (call === 'me' && number === 1) throw unauthorized();
    });
    expect((await runTestApi(once.client, { limits: LIMITS })).result.status).toBe('passed');
    const always = clientWith(() => {
      throw unauthorized();
    });
    await expect(runTestApi(always.client, { limits: LIMITS })).rejects.toMatchObject({ type: 'BoxUnauthorized' });
    expect(always.calls.me).toBe(2);
  });
});
