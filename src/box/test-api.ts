/** One named check of Test API. */
export interface TestCheck {
  readonly id: string;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly remedy: string | null;
  readonly durationMs: number;
}

/** The verdict of one run of Test API; times are RFC 3339 UTC. */
export interface TestResult {
  readonly status: 'passed' | 'failed';
  readonly checks: readonly TestCheck[];
  readonly startedAt: string;
  readonly finishedAt: string;
}
