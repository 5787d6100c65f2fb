import type { ConnectionFacts, DeploymentFacts, HealthReason } from './health-facts.js';
import { boxFindings, keyFindings } from './health-box.js';
import { eventFindings } from './health-events.js';
import { lasted } from './health-deployment.js';
import { finding } from './health-finding.js';
import { scanFindings, STARTING_MS } from './health-scan.js';
import { problem, type Problem } from './problems.js';

/**
 * What is wrong with a connection, apart from the deployment. If it stands still for a reason that is already known,
 * the consequences of that reason are left out.
 */
export function connectionFindings(
  facts: ConnectionFacts,
  deployment: DeploymentFacts,
  ofDeployment: readonly HealthReason[],
  now: Date,
): HealthReason[] {
  if (facts.status !== 'connected' || facts.disconnectRequestedAt) return lifeFindings(facts, ofDeployment, now);
  const key = keyFindings(facts, now);
  const box = isStill([...ofDeployment, ...key]) ? [] : boxFindings(facts, now);
  const known = [...ofDeployment, ...key, ...box];
  const work = isStill(known)
    ? []
    : [...eventFindings(facts, deployment, box, now), ...scanFindings(facts, deployment, box, now)];
  return [...key, ...box, ...work, ...lastingFindings(facts, now)];
}

const isStill = (reasons: readonly HealthReason[]): boolean => reasons.some(({ state }) => state !== 'degraded');

/** Consent, connecting and disconnecting. */
function lifeFindings(facts: ConnectionFacts, ofDeployment: readonly HealthReason[], now: Date): HealthReason[] {
  const { status, statusReason, statusSince, disconnectRequestedAt, disconnectedAt } = facts;
  const at = { since: statusSince, now };
  if (status === 'disconnected')
    return [finding('disconnected', 'stalled', { since: disconnectedAt ?? statusSince, now })];
  if (disconnectRequestedAt) return [finding('disconnecting', 'degraded', { since: disconnectRequestedAt, now })];
  switch (status) {
    case 'awaiting_consent':
    case 'consent_denied':
    case 'consent_expired': {
      const waiting = finding('waiting_for_consent', 'action_required', at);
      return [statusReason ? { ...waiting, message: statusReason.message, remedy: statusReason.remedy } : waiting];
    }
    case 'connecting':
    case 'testing': {
      const key = keyFindings(facts, now);
      const box = isStill([...ofDeployment, ...key]) ? [] : boxFindings(facts, now);
      const isLate = lasted(statusSince, STARTING_MS, now);
      const cause = facts.observed.test?.problem?.message ?? '';
      return [...key, ...box, finding('connecting', isLate ? 'stalled' : 'degraded', at, { cause })];
    }
    case 'needs_reauthorization':
      return [reauthorization(statusReason, at)];
    case 'connected':
      return [];
  }
}

function reauthorization(reason: Problem | null, at: { readonly since: Date; readonly now: Date }): HealthReason {
  const isApp = reason?.code === 'app_credentials_rejected' || reason?.code === 'app_disabled_by_admin';
  if (!isApp) return finding('reauthorization_required', 'action_required', at);
  const found = finding('app_rejected', 'action_required', at, { cause: reason.message });
  return { ...found, remedy: reason.remedy };
}

/** What is missing although everything works. */
function lastingFindings(
  { scan, coverage, lastTest, connectedAt, createdAt, monthlyCalls }: ConnectionFacts,
  now: Date,
): HealthReason[] {
  const reasons: HealthReason[] = [];
  if (monthlyCalls?.isLow) {
    const { used, perMonth, forecast } = monthlyCalls;
    const what = `${used} of ${perMonth} used, ${forecast} expected by the end of the month`;
    reasons.push(finding('monthly_calls_low', 'degraded', { since: now, now }, { what }));
  }
  const connected = { since: connectedAt ?? createdAt, now };
  const parked = scan.parkedFolders + scan.parkedItems;
  if (parked > 0) {
    const what = [counted(scan.parkedFolders, 'folder'), counted(scan.parkedItems, 'changed item')]
      .filter((part) => part !== '')
      .join(' and ');
    reasons.push(finding('folders_parked', 'degraded', { since: scan.parkedSince ?? now, now }, { what }));
  }
  if (coverage === 'limited' || coverage === 'own_files') {
    const cause = problem(coverage === 'limited' ? 'coadmin_limited' : 'own_files_only').message;
    reasons.push(finding('coverage_reduced', 'degraded', connected, { cause }));
  } else {
    reasons.push(...unseenFindings(scan, connected));
  }
  if (lastTest && lastTest.failedChecks > 0 && coverage === 'full') {
    const what = counted(lastTest.failedChecks, 'check');
    reasons.push(finding('test_failed', 'degraded', { since: lastTest.finishedAt, now }, { what }));
  }
  return reasons;
}

/** What lowers the coverage of an account that may see everything, beside what is parked. */
function unseenFindings(
  scan: ConnectionFacts['scan'],
  connected: { readonly since: Date; readonly now: Date },
): HealthReason[] {
  const skipped = scan.skippedUsers > 0 && `${counted(scan.skippedUsers, 'active user')} skipped`;
  const parts = [
    skipped,
    scan.usersListingIncomplete && 'the list of users is incomplete',
    scan.unreadableEntries > 0 && `${counted(scan.unreadableEntries, 'item')} could not be read`,
    scan.endlessListings > 0 && `the listing of ${counted(scan.endlessListings, 'folder')} does not end`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return [];
  const what = parts.join(', ');
  if (skipped !== false) return [finding('coverage_reduced', 'degraded', connected, { what })];
  const found = finding(
    'coverage_reduced',
    'degraded',
    { ...connected, since: scan.unseenSince ?? connected.now },
    { what },
  );
  return [{ ...found, remedy: 'Nothing to do: it is tried again, at the latest by the next scan.' }];
}

/** A number with its noun; empty for none. */
function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
