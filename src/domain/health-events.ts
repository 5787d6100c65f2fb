import type { ConnectionFacts, DeploymentFacts, HealthReason } from './health-facts.js';
import { waitFor } from './health-box.js';
import { lasted } from './health-deployment.js';
import { finding } from './health-finding.js';
import { problem } from './problems.js';
import { STARTING_MS } from './health-scan.js';

/** Reading events fails for this time before it is reported, in milliseconds. */
const EVENTS_FAILING_MS = 20_000;
/** A missing poll is reported after three times the longest pause between polls, but not before this time. */
const POLL_LATE_MS = 45_000;

/** Whether events are read: the live stream, and those of the days before consent. `ofBox`: what is known of Box. */
export function eventFindings(
  facts: ConnectionFacts,
  deployment: DeploymentFacts,
  ofBox: readonly HealthReason[],
  now: Date,
): HealthReason[] {
  if (facts.coverage === 'own_files') return [];
  if (facts.eventStream?.state === 'unavailable') return [notPermitted(facts, now)];
  return [...streamFindings(facts, deployment, ofBox, now), ...backfillFindings(facts, now)];
}

function streamFindings(
  { observed: { stream }, connectedAt, createdAt }: ConnectionFacts,
  { pollMaxMs }: DeploymentFacts,
  ofBox: readonly HealthReason[],
  now: Date,
): HealthReason[] {
  const isThrottled = ofBox.length > 0;
  if (stream?.failingSince && !isThrottled && lasted(stream.failingSince, EVENTS_FAILING_MS, now)) {
    const context = { cause: stream.problem?.message ?? '', wait: waitFor(stream, now) };
    return [finding('events_unavailable', 'degraded', { since: stream.failingSince, now }, context)];
  }
  const polledAt = stream?.succeededAt ?? null;
  const connected = connectedAt ?? createdAt;
  if (!polledAt && !lasted(connected, STARTING_MS, now)) {
    return [finding('starting', 'degraded', { since: connected, now }, { what: 'no events have been read yet' })];
  }
  const since = polledAt ?? connected;
  const isLate = lasted(since, Math.max(3 * pollMaxMs, POLL_LATE_MS), now) || !polledAt;
  if (!isLate || isThrottled) return [];
  return [finding('events_behind', 'degraded', { since, now }, { cause: stream?.problem?.message ?? '' })];
}

function backfillFindings({ backfill, observed }: ConnectionFacts, now: Date): HealthReason[] {
  const { backfill: part } = observed;
  const isOver = backfill?.state === 'done' || backfill?.state === 'unavailable';
  if (isOver || !part?.failingSince || !lasted(part.failingSince, EVENTS_FAILING_MS, now)) return [];
  const context = { cause: part.problem?.message ?? '', wait: waitFor(part, now) };
  return [finding('backfill_failing', 'degraded', { since: part.failingSince, now }, context)];
}

/** The account may not read events: only an admin of Box can change that. */
function notPermitted({ connectedAt, createdAt }: ConnectionFacts, now: Date): HealthReason {
  const found = finding('events_unavailable', 'degraded', { since: connectedAt ?? createdAt, now });
  return { ...found, ...textsOf(problem('events_not_permitted')) };
}

const textsOf = ({ message, remedy }: { readonly message: string; readonly remedy: string | null }) => ({
  message,
  remedy,
});
