import type { RunningTest, TestCheck, TestResult } from '../domain/api-test.js';
import { COVERAGE_OF_ROLE, type Account, type Coverage, type Enterprise } from '../domain/connection.js';
import type { BoxClient, BoxUser, CallOptions } from './client.js';
import { isBoxError } from './errors.js';
import { problem, type Problem, type ProblemCode } from '../domain/problems.js';

/** What Test API found out on its way. */
export interface TestedApi {
  readonly result: TestResult;
  readonly account: Account;
  readonly enterprise: Enterprise | null;
  readonly coverage: Coverage;
}

/** The checks, in the order in which they are made. */
const TITLES = {
  account: 'The account belongs to a Box enterprise',
  admin_role: 'The account is the enterprise’s Admin',
  users: 'Users can be listed',
  events: 'Events can be read',
  as_user: 'Users can be acted for',
  own_files: 'Files can be listed',
} as const;

/** A check passes with a sentence, fails with a problem, or is skipped because an earlier one failed. */
type Verdict = { readonly passed: string } | { readonly failed: Problem } | { readonly skipped: string };

/**
 * Asks Box, check by check, for everything that a connection needs. What Box denies is a failed check with its remedy;
 * Box's trouble (429, 5xx) and rejected credentials are thrown, for they say nothing about the permissions. `report` is
 * told how far it is, before the first check and after each.
 */
export async function runTestApi(
  client: BoxClient,
  { signal, report }: { readonly signal?: AbortSignal; readonly report?: (running: RunningTest) => Promise<void> } = {},
): Promise<TestedApi> {
  const call: CallOptions = { purpose: 'test', ...(signal ? { signal } : {}) };
  const startedAt = new Date().toISOString();
  const checks: TestCheck[] = [];
  const tell = async (): Promise<void> => {
    const waiting = Object.entries(TITLES).map(([id, title]) => ({ id, title }));
    await report?.({ startedAt, checks, waiting: waiting.slice(checks.length) });
  };
  const check = async (id: keyof typeof TITLES, run: () => Promise<Verdict> | Verdict): Promise<boolean> => {
    const begun = Date.now();
    const verdict = await run();
    checks.push({ id, title: TITLES[id], ...shown(verdict), durationMs: Date.now() - begun });
    await tell();
    return 'passed' in verdict;
  };

  await tell();
  const me = await client.me(call);
  await check('account', () =>
    me.enterprise ? { passed: `${me.login}, of ${me.enterprise.name}` } : { failed: problem('no_enterprise') },
  );
  await check('admin_role', () => adminRole(me));
  let others: readonly BoxUser[] = [];
  const canList = await check('users', () =>
    unlessDenied('users_not_permitted', async () => {
      const page = await client.users({ limit: 100 }, call);
      others = page.entries.filter(({ id, status }) => id !== me.id && status !== 'inactive');
      return { passed: `${page.entries.length}${page.nextMarker ? ' or more' : ''} users` };
    }),
  );
  await check('events', () =>
    unlessDenied('events_not_permitted', async () => {
      await client.events({ streamType: 'admin_logs_streaming', position: 'now', limit: 1 }, call);
      return { passed: 'The event stream answers.' };
    }),
  );
  await check('as_user', () => {
    const other = others.find(({ role }) => role === 'user');
    if (!canList) return { skipped: 'Needs the list of users.' };
    if (!other) return { skipped: 'There is no other active user to try it with.' };
    return unlessDenied('user_not_impersonable', async () => {
      await client.folderItems('0', { limit: 1 }, { ...call, asUser: other.id });
      return { passed: `Tried with ${other.login}.` };
    });
  });
  await check('own_files', () =>
    unlessDenied('box_forbidden', async () => {
      await client.folderItems('0', { limit: 1 }, call);
      return { passed: 'The account’s own files can be listed.' };
    }),
  );

  const { id, login, name, role, enterprise } = me;
  const status = checks.some((done) => done.status === 'failed') ? 'failed' : 'passed';
  return {
    result: { status, checks, startedAt, finishedAt: new Date().toISOString() },
    account: { id, login, name, role },
    enterprise,
    // Whoever may not list the users can reach none but itself.
    coverage: canList ? COVERAGE_OF_ROLE[role] : 'own_files',
  };
}

/** A connection that can still do something goes on; the failed check says what is missing. */
function adminRole({ role }: BoxUser): Verdict {
  switch (role) {
    case 'admin':
      return { passed: 'Every managed user’s files can be scanned.' };
    case 'coadmin':
      return { failed: problem('coadmin_limited') };
    case 'user':
      return { failed: problem('own_files_only') };
  }
}

async function unlessDenied(code: ProblemCode, run: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await run();
  } catch (error) {
    if (!isBoxError(error, 'BoxForbidden', 'BoxNotFound', 'BoxRejected')) throw error;
    return { failed: error.code === 'insufficient_scope' ? problem('insufficient_scope') : problem(code) };
  }
}

function shown(verdict: Verdict): Pick<TestCheck, 'status' | 'message' | 'remedy'> {
  if ('passed' in verdict) return { status: 'passed', message: verdict.passed, remedy: null };
  if ('skipped' in verdict) return { status: 'skipped', message: verdict.skipped, remedy: null };
  return { status: 'failed', message: verdict.failed.message, remedy: verdict.failed.remedy };
}
