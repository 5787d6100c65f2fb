/** The rules that judge the health of connections and of the deployment. */
import { deploymentFindings } from './health-deployment.js';
import {
  HEALTH_CODES,
  HEALTH_STATES,
  type ConnectionFacts,
  type DeploymentFacts,
  type Health,
  type HealthReason,
  type HealthState,
  type StoredHealth,
} from './health-facts.js';
import { connectionFindings } from './health-rules.js';

export * from './health-facts.js';

/**
 * Judges the health of a connection. Pure: the same facts and time give the same health. It is healthy only if what must
 * happen was observed to happen; `stored` is the health that was stored last.
 */
export function healthOf(
  connection: ConnectionFacts,
  deployment: DeploymentFacts,
  stored: StoredHealth | null,
  now: Date,
): Health {
  const ofDeployment = connection.status === 'disconnected' ? [] : deploymentFindings(deployment, now);
  const found = [...ofDeployment, ...connectionFindings(connection, deployment, ofDeployment, now)];
  return withSince(inOrder(found.map((reason) => withKnownSince(reason, stored, now))), stored, now);
}

/** Judges the health of the deployment itself: Postgres, Temporal, workers. */
export function deploymentHealthOf(deployment: DeploymentFacts, now: Date): Health {
  const reasons = inOrder(deploymentFindings(deployment, now));
  return { ...withSince(reasons, null, now), ...(reasons[0] ? {} : { since: deployment.observedSince.toISOString() }) };
}

/** Returns the part that is stored. */
export function toStored({ state, since, reasons }: Health): StoredHealth {
  return { state, since, reasons: reasons.map(({ code, since: from }) => ({ code, since: from })) };
}

/** Compares two healths for a list: the worst first, of the same state the one that has lasted longest. */
export function compareHealth(a: Health, b: Health): number {
  return rankOf(b.state) - rankOf(a.state) || a.since.localeCompare(b.since);
}

const rankOf = (state: HealthState): number => HEALTH_STATES.indexOf(state);

function inOrder(reasons: readonly HealthReason[]): HealthReason[] {
  return [...reasons].sort(
    (a, b) => rankOf(b.state) - rankOf(a.state) || HEALTH_CODES.indexOf(a.code) - HEALTH_CODES.indexOf(b.code),
  );
}

/** Of some reasons it is not recorded when they began: then it is when they were first stored. */
function withKnownSince(reason: HealthReason, stored: StoredHealth | null, now: Date): HealthReason {
  if (reason.since !== now.toISOString()) return reason;
  const since = stored?.reasons.find(({ code }) => code === reason.code)?.since;
  return since === undefined ? reason : { ...reason, since };
}

function withSince(reasons: readonly HealthReason[], stored: StoredHealth | null, now: Date): Health {
  const [worst] = reasons;
  const state = worst?.state ?? 'healthy';
  const since = stored?.state === state ? stored.since : (worst?.since ?? now.toISOString());
  return { state, since, reasons };
}
