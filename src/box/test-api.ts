import type { RunningTest, TestCheck, TestResult } from '../domain/api-test.js';
import { COVERAGE_OF_ROLE, type Account, type Coverage, type Enterprise } from '../domain/connection.js';
import { problem, type Problem, type ProblemCode } from '../domain/problems.js';
import type { BoxClient, BoxUser, CallOptions } from './client.js';
import { isBoxError } from './errors.js';
import { createPatience, type Patience, type PatienceLimits, type Test, type Verdict } from './test-patience.js';

/** The result of Test API, and what it found out about the connection. */
export interface TestedApi {
  readonly result: TestResult;
  /** Null if Box could not be reached. */
  readonly account: Account | null;
  readonly enterprise: Enterprise | null;
  /** What the account can scan; null if that could not be found out, so that the earlier coverage stands. */
  readonly coverage: Coverage | null;
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

/** A run of Test API. */
interface TestRun {
  readonly client: BoxClient;
  readonly call: CallOptions;
  readonly startedAt: string;
  readonly checks: TestCheck[];
  readonly report: ((running: RunningTest) => Promise<void>) | undefined;
  readonly patience: Patience;
}

/**
 * Checks every permission that a connection needs. A permission that Box denies is a failed check with its remedy. A check
 * that fails for a passing reason is retried for a limited time while the checks that have finished are kept; then it ends
 * as failed, with what is the matter, and the next check begins. Throws `BoxUnauthorized` if Box rejects the credentials
 * twice. Calls `report` before the first check, after each, and when a check begins to be retried.
 */
export async function runTestApi(
  client: BoxClient,
  options: {
    readonly signal?: AbortSignal;
    readonly report?: TestRun['report'];
    readonly limits?: PatienceLimits;
  } = {},
): Promise<TestedApi> {
  const { signal, report } = options;
  const call: CallOptions = { purpose: 'test', ...(signal ? { signal } : {}) };
  const patience = createPatience(options.limits, signal);
  const run: TestRun = { client, call, startedAt: new Date().toISOString(), checks: [], report, patience };

  await reportProgress(run);
  const found: BoxUser[] = [];
  await check(run, 'account', async (signal) => {
    found[0] = await client.me({ ...call, signal });
    return checkEnterprise(found[0]);
  });
  return found[0] ? checkAccount(run, found[0]) : resultWithoutAccount(run);
}

/** Runs the checks that follow once the account is known. */
async function checkAccount(run: TestRun, me: BoxUser): Promise<TestedApi> {
  await check(run, 'admin_role', async () => checkRole(me));
  const users: BoxUser[] = [];
  const listing = await check(run, 'users', (signal) => checkUsers(run, signal, me, users));
  await check(run, 'events', (signal) => checkEvents(run, signal, me));
  const others = users.filter(({ id }) => id !== me.id);
  await check(run, 'as_user', async (signal) =>
    listing === 'passed' ? checkAsUser(run, signal, others) : { skipped: 'Requires the list of users.' },
  );
  await check(run, 'own_files', (signal) => checkOwnFiles(run, signal));
  const { id, login, name, role, enterprise } = me;
  return {
    result: resultOf(run),
    account: { id, login, name, role },
    enterprise,
    // Without the permission to list users, only the account's own files can be scanned.
    coverage: listing === 'denied' ? 'own_files' : COVERAGE_OF_ROLE[role],
  };
}

/** The account could not be read, so nothing else was checked, and nothing is known about the coverage. */
async function resultWithoutAccount(run: TestRun): Promise<TestedApi> {
  for (const id of ['admin_role', 'users', 'events', 'as_user', 'own_files'] as const) {
    await check(run, id, async () => ({ skipped: 'Not checked, because the account could not be read.' }));
  }
  return { result: resultOf(run), account: null, enterprise: null, coverage: null };
}

function resultOf({ checks, startedAt }: TestRun): TestResult {
  const status = checks.some((done) => done.status === 'failed') ? 'failed' : 'passed';
  return { status, checks, startedAt, finishedAt: new Date().toISOString() };
}

/** How a check ended: `undecided` if it says nothing about a permission. */
type Decision = 'passed' | 'denied' | 'undecided';

/** Runs one check, retries it while Box is unavailable, and reports it. */
async function check(run: TestRun, id: keyof typeof TITLES, test: Test): Promise<Decision> {
  const begun = Date.now();
  const since = new Date(begun).toISOString();
  const verdict = await run.patience.decide(test, ({ problem: { message } }) =>
    reportProgress(run, { message, since }),
  );
  run.checks.push({ id, title: TITLES[id], ...toResult(verdict), durationMs: Date.now() - begun });
  await reportProgress(run);
  if ('passed' in verdict) return 'passed';
  return 'denied' in verdict ? 'denied' : 'undecided';
}

async function reportProgress(run: TestRun, retrying: RunningTest['retrying'] = null): Promise<void> {
  const { report, startedAt, checks } = run;
  const all = Object.entries(TITLES).map(([id, title]) => ({ id, title }));
  await report?.({ startedAt, checks: [...checks], waiting: all.slice(checks.length), retrying });
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
async function checkUsers(
  { client, call }: TestRun,
  signal: AbortSignal,
  me: BoxUser,
  users: BoxUser[],
): Promise<Verdict> {
  return failIfDenied(problemOf('users_not_permitted', me), async () => {
    const page = await client.users({ limit: 100 }, { ...call, signal });
    users.splice(0, users.length, ...page.entries);
    return { passed: `${page.entries.length}${page.nextMarker ? ' or more' : ''} users` };
  });
}

function checkEvents({ client, call }: TestRun, signal: AbortSignal, me: BoxUser): Promise<Verdict> {
  return failIfDenied(problemOf('events_not_permitted', me), async () => {
    await client.events({ streamType: 'admin_logs_streaming', position: 'now', limit: 1 }, { ...call, signal });
    return { passed: 'The event stream can be read.' };
  });
}

/** The most users that As-User is tried with. */
const TRIED_USERS = 3;

/**
 * Tries plain users, because a Co-Admin cannot act as the admin or as other co-admins, which is not a missing permission;
 * more than one, because Box may refuse a single user for a reason of that user's own.
 */
async function checkAsUser(
  { client, call }: TestRun,
  signal: AbortSignal,
  others: readonly BoxUser[],
): Promise<Verdict> {
  const tried = others.filter(({ role, status }) => role === 'user' && status !== 'inactive').slice(0, TRIED_USERS);
  let verdict: Verdict = { skipped: 'The enterprise has no other active user to test with.' };
  for (const other of tried) {
    verdict = await failIfDenied(problem('user_not_impersonable'), async () => {
      await client.folderItems('0', { limit: 1 }, { ...call, signal, asUser: other.id });
      return { passed: `Tested with ${other.login}.` };
    });
    if ('passed' in verdict) break;
  }
  return verdict;
}

function checkOwnFiles({ client, call }: TestRun, signal: AbortSignal): Promise<Verdict> {
  return failIfDenied(problem('box_forbidden'), async () => {
    await client.folderItems('0', { limit: 1 }, { ...call, signal });
    return { passed: 'The account’s own files can be listed.' };
  });
}

/** The remedy depends on the role: a plain user cannot be granted an administrator's privileges. */
const problemOf = (code: ProblemCode, { role }: BoxUser): Problem => problem(code, { isPlainUser: role === 'user' });

async function failIfDenied(denied: Problem, test: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await test();
  } catch (error) {
    if (!isBoxError(error, 'BoxForbidden', 'BoxNotFound', 'BoxRejected')) throw error;
    return { denied: error.code === 'insufficient_scope' ? problem('insufficient_scope') : denied };
  }
}

function toResult(verdict: Verdict): Pick<TestCheck, 'status' | 'message' | 'remedy' | 'unfinished'> {
  if ('passed' in verdict) return { status: 'passed', message: verdict.passed, remedy: null };
  if ('skipped' in verdict) return { status: 'skipped', message: verdict.skipped, remedy: null };
  if ('denied' in verdict) return { status: 'failed', ...textsOf(verdict.denied) };
  if ('failed' in verdict) return { status: 'failed', ...textsOf(verdict.failed) };
  return { status: 'failed', ...textsOf(verdict.unfinished), remedy: remedyOf(verdict.unfinished), unfinished: true };
}

const textsOf = ({ message, remedy }: Problem) => ({ message, remedy });

/** What to do about a check that could not be finished: unlike other calls, it is not retried by itself. */
function remedyOf({ code, remedy }: Problem): string {
  const again = 'Run Test API again in some minutes.';
  return code === 'box_unavailable' || code === 'box_rate_limited' || remedy === null
    ? `${again} If it fails again, check Box’s status page.`
    : `${remedy} ${again}`;
}
