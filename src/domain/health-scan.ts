import type { ConnectionFacts, DeploymentFacts, HealthReason } from './health-facts.js';
import { lasted } from './health-deployment.js';
import { finding } from './health-finding.js';

/** A connection may take this long from consent to its first poll and page before that counts as standing still. */
export const STARTING_MS = 60_000;
/** A scan with work makes progress within this time, in milliseconds: a page, or a call for one. */
const STUCK_MS = 45_000;
/** Completing the scan of a large enterprise takes minutes of statements in Postgres. */
const COMPLETING_MS = 10 * 60_000;
/** Rescans of changed files fail for this time before it is reported, in milliseconds. */
const RESCANS_FAILING_MS = 30_000;
/** How late a scheduled scan may begin, in milliseconds. */
const OVERDUE_MS = 10 * 60_000;

/** Whether the scan makes progress, and changed files are rescanned. `ofBox`: what is known of Box. */
export function scanFindings(
  facts: ConnectionFacts,
  deployment: DeploymentFacts,
  ofBox: readonly HealthReason[],
  now: Date,
): HealthReason[] {
  const { express } = facts.observed;
  const isThrottled = ofBox.length > 0;
  const isSlowed = (facts.monthlyCalls?.bulkSpacingMs ?? null) !== null;
  // A scan that waits for its share of the month's calls is not stuck.
  const reasons = scanStateFindings(facts, deployment, isThrottled || isSlowed, now);
  if (express?.failingSince && !isThrottled && lasted(express.failingSince, RESCANS_FAILING_MS, now)) {
    const context = { cause: express.problem?.message ?? '' };
    reasons.push(finding('rescans_failing', 'degraded', { since: express.failingSince, now }, context));
  }
  return reasons;
}

function scanStateFindings(
  facts: ConnectionFacts,
  { scanIntervalMs }: DeploymentFacts,
  isThrottled: boolean,
  now: Date,
): HealthReason[] {
  const { scan, connectedAt, createdAt } = facts;
  const connected = connectedAt ?? createdAt;
  switch (scan.state) {
    case 'paused':
      return [finding('scan_paused', 'degraded', { since: now, now })];
    case 'waiting':
    case 'stopped': {
      if (isThrottled) return [];
      if (lasted(connected, STARTING_MS, now)) return [stuck(facts, connected, now)];
      return [finding('starting', 'degraded', { since: connected, now }, { what: 'the scan has not begun yet' })];
    }
    case 'running':
      return isThrottled ? [] : runningFindings(facts, now);
    case 'idle': {
      if (!scan.endedAt) return [];
      const dueAt = new Date(scan.endedAt.getTime() + scanIntervalMs);
      return lasted(dueAt, OVERDUE_MS, now) ? [finding('scan_overdue', 'degraded', { since: dueAt, now })] : [];
    }
  }
}

function runningFindings(facts: ConnectionFacts, now: Date): HealthReason[] {
  const { scan, observed, connectedAt, createdAt } = facts;
  const times = [scan.startedAt, connectedAt, observed.listing?.succeededAt, observed.slices?.succeededAt];
  const progressAt = new Date(Math.max(...times.map((time) => (time ?? createdAt).getTime())));
  const isCompleting = scan.areUsersListed && !scan.hasPendingFolders && !observed.slices?.failingSince;
  const failingSince = observed.slices?.failingSince;
  if (failingSince && lasted(failingSince, STUCK_MS, now)) return [stuck(facts, failingSince, now)];
  return lasted(progressAt, isCompleting ? COMPLETING_MS : STUCK_MS, now) ? [stuck(facts, progressAt, now)] : [];
}

function stuck({ observed }: ConnectionFacts, since: Date, now: Date): HealthReason {
  const cause = (observed.slices?.problem ?? observed.listing?.problem)?.message ?? '';
  return finding('scan_stuck', 'stalled', { since, now }, { cause });
}
