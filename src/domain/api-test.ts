/** Test API: the checks that a connection must pass. */

/** Every status of a check. */
export const CHECK_STATUSES = ['passed', 'failed', 'skipped'] as const;

/** One named check of Test API. */
export interface TestCheck {
  readonly id: string;
  readonly title: string;
  readonly status: (typeof CHECK_STATUSES)[number];
  readonly message: string;
  readonly remedy: string | null;
  readonly durationMs: number;
  /** True if Box did not answer in time, which says nothing about a permission; missing otherwise. */
  readonly unfinished?: true;
}

/** Every verdict of Test API. */
export const TEST_STATUSES = ['passed', 'failed'] as const;

/** The verdict of one run of Test API; times are RFC 3339 UTC. */
export interface TestResult {
  readonly status: (typeof TEST_STATUSES)[number];
  readonly checks: readonly TestCheck[];
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** A run of Test API in progress: the finished checks, and the remaining ones in order. */
export interface RunningTest {
  readonly startedAt: string;
  readonly checks: readonly TestCheck[];
  readonly waiting: readonly Pick<TestCheck, 'id' | 'title'>[];
  /** Why the running check is being retried, and since when; missing or null if its calls have not failed. */
  readonly retrying?: { readonly message: string; readonly since: string } | null;
}
