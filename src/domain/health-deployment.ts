import type { DeploymentFacts, HealthReason, WorkerFacts } from './health-facts.js';
import { finding } from './health-finding.js';

/** A worker that has not reported for this time counts as gone, in milliseconds. It reports every 10 s. */
export const WORKER_STALE_MS = 30_000;
/** Temporal counts as unreachable after this time, in milliseconds. */
export const UNREACHABLE_MS = 10_000;

/** Whether a worker works: it reports, and does not shut down. */
export function isWorking(worker: WorkerFacts, now: Date): boolean {
  return worker.state === 'running' && now.getTime() - worker.seenAt.getTime() < WORKER_STALE_MS;
}

/** What is wrong with the deployment itself, and hence with each of its connections. */
export function deploymentFindings(facts: DeploymentFacts, now: Date): HealthReason[] {
  const at = (since: Date) => ({ since, now });
  const { postgresFailingSince, areMigrationsPending } = facts;
  if (postgresFailingSince) {
    // What is stored cannot be read: nothing else is known.
    return [finding('postgres_unreachable', 'stalled', at(postgresFailingSince))];
  }
  const reasons: HealthReason[] = [];
  if (areMigrationsPending) reasons.push(finding('migrations_pending', 'stalled', at(now)));
  const temporalFailingSince = temporalFailure(facts, now);
  if (temporalFailingSince) reasons.push(finding('temporal_unreachable', 'stalled', at(temporalFailingSince)));
  const lastSeen = lastWorking(facts, now);
  if (lastSeen) reasons.push(finding('no_worker', 'stalled', at(lastSeen)));
  return reasons;
}

/**
 * Since when Temporal cannot be reached by any of the workers that work; null if it can. Only without such a worker does
 * the view of this process count: all processes must come to the same judgement.
 */
function temporalFailure({ temporalFailingSince, workers }: DeploymentFacts, now: Date): Date | null {
  const working = workers.filter((worker) => isWorking(worker, now));
  const views = working.length === 0 ? [temporalFailingSince] : working.map((each) => each.temporalFailingSince);
  const failing = views.filter((since) => since !== null);
  if (failing.length < views.length) return null;
  const since = new Date(Math.min(...failing.map((time) => time.getTime())));
  return lasted(since, UNREACHABLE_MS, now) ? since : null;
}

/** When a worker was last seen, if none works now; null if one does. */
function lastWorking({ workers, observedSince }: DeploymentFacts, now: Date): Date | null {
  if (workers.some((worker) => isWorking(worker, now))) return null;
  const seen = workers.map(({ seenAt }) => seenAt.getTime());
  return seen.length === 0 ? observedSince : new Date(Math.max(...seen));
}

/** Whether something has lasted for this time, in milliseconds. */
export const lasted = (since: Date, ms: number, now: Date): boolean => now.getTime() - since.getTime() >= ms;
