import type { RunningTest, TestCheck, TestResult } from '../domain/api-test.js';
import { COVERAGE_OF_ROLE, type Account, type Coverage, type Enterprise } from '../domain/connection.js';
import { problem, type Problem, type ProblemCode } from '../domain/problems.js';
import type { BoxClient, BoxUser, CallOptions } from './client.js';
import { isBoxError } from './errors.js';

/** The result of Test API, and what it found out about the connection. */
export interface TestedApi {
  readonly result: TestResult;
  readonly account: Account;
  readonly enterprise: Enterprise | null;
  readonly coverage: Coverage;
}

/** The titles of the checks, in their order. */
const TITLES = {
  account: 'The account belongs to a Box enterprise',
  admin_role: 'The account is the enterprise’s Admin',
  users: 'Can list users',
  events: 'Can read events',
  as_user: 'Can act as users (As-User)',
  own_files: 'Can list files',
} as const;

/** The verdict of a check; it is skipped if it depends on a check that failed. */
type Verdict = { readonly passed: string } | { readonly failed: Problem } | { readonly skipped: string };

/** A run of Test API. */
interface TestRun {
  readonly client: BoxClient;
  readonly call: CallOptions;
  readonly startedAt: string;
  readonly checks: TestCheck[];
  readonly report: ((running: RunningTest) => Promise<void>) | undefined;
}

/**
 * Checks every permission that a connection needs. A permission that Box denies is a failed check with its remedy. Throws
 * `BoxError` if Box is unavailable, limits the rate or rejects the credentials, because that says nothing about the
 * permissions. Calls `report` before the first check and after each.
 */
export async function runTestApi(
  client: BoxClient,
  { signal, report }: { readonly signal?: AbortSignal; readonly report?: TestRun['report'] } = {},
): Promise<TestedApi> {
  const call: CallOptions = { purpose: 'test', ...(signal ? { signal } : {}) };
  const run: TestRun = { client, call, startedAt: new Date().toISOString(), checks: [], report };

  await reportProgress(run);
  const me = await client.me(call);
  await check(run, 'account', () => checkEnterprise(me));
  await check(run, 'admin_role', () => checkRole(me));
  const users: BoxUser[] = [];
  const canListUsers = await check(run, 'users', () => checkUsers(run, users));
  await check(run, 'events', () => checkEvents(run));
  const others = users.filter(({ id }) => id !== me.id);
  await check(run, 'as_user', () =>
    canListUsers ? checkAsUser(run, others) : { skipped: 'Requires the list of users.' },
  );
  await check(run, 'own_files', () => checkOwnFiles(run));

  const { id, login, name, role, enterprise } = me;
  const { checks, startedAt } = run;
  const status = checks.some((done) => done.status === 'failed') ? 'failed' : 'passed';
  return {
    result: { status, checks, startedAt, finishedAt: new Date().toISOString() },
    account: { id, login, name, role },
    enterprise,
    // Without the list of users, only the account's own files can be scanned.
    coverage: canListUsers ? COVERAGE_OF_ROLE[role] : 'own_files',
  };
}

/** Runs one check and reports it; true if it passed. */
async function check(run: TestRun, id: keyof typeof TITLES, test: () => Promise<Verdict> | Verdict): Promise<boolean> {
  const begun = Date.now();
  const verdict = await test();
  run.checks.push({ id, title: TITLES[id], ...toResult(verdict), durationMs: Date.now() - begun });
  await reportProgress(run);
  return 'passed' in verdict;
}

async function reportProgress({ report, startedAt, checks }: TestRun): Promise<void> {
  const all = Object.entries(TITLES).map(([id, title]) => ({ id, title }));
  await report?.({ startedAt, checks, waiting: all.slice(checks.length) });
}

function checkEnterprise({ login, enterprise }: BoxUser): Verdict {
  return enterprise ? { passed: `${login}, of ${enterprise.name}` } : { failed: problem('no_enterprise') };
}

/** An account with a lesser role can still be used: the failed check says what it cannot scan. */
function checkRole({ role }: BoxUser): Verdict {
  switch (role) {
    case 'admin':
      return { passed: 'Every managed user’s files can be scanned.' };
    case 'coadmin':
      return { failed: problem('coadmin_limited') };
    case 'user':
      return { failed: problem('own_files_only') };
  }
}

/** Adds the users of the first page to `users`. */
function checkUsers({ client, call }: TestRun, users: BoxUser[]): Promise<Verdict> {
  return failIfDenied('users_not_permitted', async () => {
    const page = await client.users({ limit: 100 }, call);
    users.push(...page.entries);
    return { passed: `${page.entries.length}${page.nextMarker ? ' or more' : ''} users` };
  });
}

function checkEvents({ client, call }: TestRun): Promise<Verdict> {
  return failIfDenied('events_not_permitted', async () => {
    await client.events({ streamType: 'admin_logs_streaming', position: 'now', limit: 1 }, call);
    return { passed: 'The event stream can be read.' };
  });
}

/** Tries one plain user: a Co-Admin cannot act as the admin or as other co-admins, which is not a missing permission. */
function checkAsUser({ client, call }: TestRun, others: readonly BoxUser[]): Promise<Verdict> | Verdict {
  const other = others.find(({ role, status }) => role === 'user' && status !== 'inactive');
  if (!other) return { skipped: 'The enterprise has no other active user to test with.' };
  return failIfDenied('user_not_impersonable', async () => {
    await client.folderItems('0', { limit: 1 }, { ...call, asUser: other.id });
    return { passed: `Tested with ${other.login}.` };
  });
}

function checkOwnFiles({ client, call }: TestRun): Promise<Verdict> {
  return failIfDenied('box_forbidden', async () => {
    await client.folderItems('0', { limit: 1 }, call);
    return { passed: 'The account’s own files can be listed.' };
  });
}

async function failIfDenied(code: ProblemCode, test: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await test();
  } catch (error) {
    if (!isBoxError(error, 'BoxForbidden', 'BoxNotFound', 'BoxRejected')) throw error;
    return { failed: problem(error.code === 'insufficient_scope' ? 'insufficient_scope' : code) };
  }
}

function toResult(verdict: Verdict): Pick<TestCheck, 'status' | 'message' | 'remedy'> {
  if ('passed' in verdict) return { status: 'passed', message: verdict.passed, remedy: null };
  if ('skipped' in verdict) return { status: 'skipped', message: verdict.skipped, remedy: null };
  return { status: 'failed', message: verdict.failed.message, remedy: verdict.failed.remedy };
}
