/** Compares everything that Boxward has about a connection with what is so at Box. */
import type { Boxward, Connection } from '../../clients/boxward.js';
import type { SimulatorControls, TruthUser } from '../../clients/simulator.js';
import type { ChaosStack } from './chaos-stack.js';
import { eventDifferences, type HiddenEvents } from './judge-events.js';
import { fileDifferences, visibleFiles } from './judge-files.js';
import { unscannedChanges, type Jump } from './judge-rescans.js';
import { workflowFaults } from './judge-workflows.js';
import { openWork, workflowStates } from './leftovers.js';

/** What an examination needs. */
export interface Subject {
  readonly stack: Pick<ChaosStack, 'databaseUrl' | 'temporalAddress'>;
  readonly boxward: Boxward;
  readonly simulator: SimulatorControls;
  readonly connectionId: string;
  readonly login: string;
  readonly jumps: () => readonly Jump[];
  readonly hidden: HiddenEvents | null;
}

/** Why the connection is not at rest by its own account; null if it is. */
export function whyBusy({ status, scan, backfill }: Connection): string | null {
  if (status !== 'connected') return `status ${status}`;
  if (scan.state !== 'idle' || scan.finishedAt === null) return `scan ${scan.state}`;
  if (scan.folders.waiting > 0) return `${scan.folders.waiting} folders waiting`;
  if (scan.express.waiting > 0) return `${scan.express.waiting} in the express lane`;
  // Skipped users count as problems; which of them may be skipped is compared.
  const problems = scan.problems - scan.users.skipped;
  if (problems > 0) return `${problems} problems`;
  if (backfill && backfill.state !== 'done') return `backfill ${backfill.state}`;
  return null;
}

/** Every difference in one line: files, events, rescans, counts, open work, workflows. Empty if all is as it must be. */
export async function examine(subject: Subject, connection: Connection): Promise<string[]> {
  const { stack, boxward, simulator, connectionId, login } = subject;
  const from = connection.backfill?.from ?? new Date(0).toISOString();
  const users = await simulator.truthUsers();
  const truth = visibleFiles(await simulator.truthFiles(), users, login);
  // Without a filter of state: lists and sums mean active files unless asked for others.
  const stored = await boxward.listFiles(connectionId, {});
  const activities = await boxward.listActivities(connectionId);
  // A fault may lead the event stream back to events before the backfill's period: they are Box's, too.
  const earliest = activities.reduce((time, { occurredAt }) => (occurredAt < time ? occurredAt : time), from);
  const events = await simulator.truthEvents(earliest);
  const summary = await boxward.api.GET('/v1/files/summary', { params: { query: { connectionId } } });
  const counted = summary.data?.total;
  const expectedSkips = skipsOf(users, login);
  return [
    ...fileDifferences(truth, stored),
    ...eventDifferences(events, activities, from, subject.hidden ?? undefined),
    ...unscannedChanges(events, stored, subject.jumps()),
    ...(counted === stored.length
      ? []
      : [`count: the summary says ${String(counted)} files, the list has ${stored.length}`]),
    ...(connection.scan.users.skipped === expectedSkips
      ? []
      : [`count: ${connection.scan.users.skipped} users are skipped, ${expectedSkips} must be`]),
    ...(await openWork(stack.databaseUrl, connectionId)),
    ...workflowFaults(await workflowStates(stack.temporalAddress, connectionId)),
  ];
}

/** How many users the account cannot scan: deactivated ones, and for a Co-Admin all other administrators. */
export function skipsOf(users: readonly TruthUser[], login: string): number {
  const isCoAdmin = users.some((user) => user.login === login && user.role === 'coadmin');
  const isSkipped = ({ login: other, role, status }: TruthUser): boolean =>
    status !== 'active' || (isCoAdmin && role !== 'user' && other !== login);
  return users.filter(isSkipped).length;
}
