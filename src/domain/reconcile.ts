/** What differs between Postgres and Temporal after one of them was restored from a backup, and how that is mended. */
import type { ConnectionStatus } from './connection.js';

/** The workflows of a connection. */
export const CONNECTION_WORKFLOWS = ['connect', 'follow', 'backfill', 'scan'] as const;
/** A workflow of a connection. */
export type ConnectionWorkflow = (typeof CONNECTION_WORKFLOWS)[number];

/** A connection as Postgres has it. Times are RFC 3339 UTC. */
export interface StoredFacts {
  readonly name: string;
  readonly status: ConnectionStatus;
  /** Null if the event stream was never polled. */
  readonly lastPolledAt: string | null;
  readonly backfillIsRunning: boolean;
  /** The newest generation; 0 before the first. */
  readonly generation: number;
}

/** A connection as Temporal has it: its workflows that run. Times are RFC 3339 UTC. */
export interface WorkflowFacts {
  readonly running: readonly ConnectionWorkflow[];
  /** The status that the connection's workflow last showed; null if it does not run. */
  readonly status: string | null;
  /** When the running event stream last moved its position; null if none runs. */
  readonly polledAt: string | null;
  /** The generation that the running scan last worked on; null if none runs, or none has begun. */
  readonly generation: number | null;
}

/** A difference, in words for operators, and the workflows that are ended and started again to mend it. */
export interface Difference {
  readonly what: string;
  readonly end: readonly ConnectionWorkflow[];
  readonly start: readonly ConnectionWorkflow[];
}

/** How far the two may be apart while all is well, in milliseconds: a poll is recorded a moment after it was made. */
const POLL_TOLERANCE_MS = 60_000;
/** These pass in a moment, so a difference between them says nothing. */
const PASSING: readonly string[] = ['connecting', 'testing'];

/**
 * Compares a connection in Postgres (null: it has none) with its workflows. Postgres has the tokens and everything that
 * was found, so Temporal is made to follow it. No differences: the two fit together.
 */
export function differencesOf(stored: StoredFacts | null, workflows: WorkflowFacts): Difference[] {
  const { running } = workflows;
  if (!stored || stored.status === 'disconnected') {
    const why = stored ? 'is disconnected in Postgres' : 'is unknown to Postgres';
    return running.length === 0
      ? []
      : [{ what: `The connection ${why}, and Temporal works for it.`, end: running, start: [] }];
  }
  const isOlder = isPostgresOlder(stored, workflows);
  return [
    ...connectDifference(stored, workflows),
    ...eventDifferences(stored, workflows, isOlder),
    ...scanDifferences(stored, workflows, isOlder),
  ];
}

/** The workflows that differences end and start, each once, in the order in which they are to be started. */
export function stepsOf(differences: readonly Difference[]): Pick<Difference, 'end' | 'start'> {
  const among = (which: 'end' | 'start') =>
    (['follow', 'backfill', 'scan', 'connect'] as const).filter((workflow) =>
      differences.some((difference) => difference[which].includes(workflow)),
    );
  return { end: among('end'), start: among('start') };
}

function isPostgresOlder(stored: StoredFacts, { polledAt, generation }: WorkflowFacts): boolean {
  const recorded = stored.lastPolledAt === null ? Number.NEGATIVE_INFINITY : Date.parse(stored.lastPolledAt);
  const isBehind = polledAt !== null && Date.parse(polledAt) - recorded > POLL_TOLERANCE_MS;
  return isBehind || (generation ?? 0) > stored.generation;
}

function connectDifference(stored: StoredFacts, { running, status }: WorkflowFacts): Difference[] {
  if (!running.includes('connect')) {
    return [{ what: 'The connection has no workflow in Temporal.', end: [], start: ['connect'] }];
  }
  const fits =
    status === stored.status || status === null || [status, stored.status].some((it) => PASSING.includes(it));
  if (fits) return [];
  const what = `The status is ${stored.status} in Postgres and ${status} in Temporal.`;
  return [{ what, end: ['connect'], start: ['connect'] }];
}

/** Whether a connection in this status has children: it was connected once. */
const hasChildren = ({ status }: StoredFacts): boolean => status === 'connected' || status === 'needs_reauthorization';

function eventDifferences(stored: StoredFacts, { running, polledAt }: WorkflowFacts, isOlder: boolean): Difference[] {
  if (!hasChildren(stored) || stored.lastPolledAt === null) return [];
  const found: Difference[] = [];
  if (!running.includes('follow')) {
    const what = `Nothing follows the event stream, which was last polled at ${stored.lastPolledAt}.`;
    found.push({ what, end: [], start: ['follow'] });
  } else if (isOlder) {
    const what = `Postgres has the events until ${stored.lastPolledAt}, Temporal read them until ${polledAt ?? 'later'}.`;
    found.push({ what, end: ['follow'], start: ['follow'] });
  }
  if (stored.backfillIsRunning && (isOlder || !running.includes('backfill'))) {
    const end = running.filter((workflow) => workflow === 'backfill');
    found.push({ what: 'The backfill is not complete in Postgres.', end, start: ['backfill'] });
  }
  return found;
}

function scanDifferences(stored: StoredFacts, { running, generation }: WorkflowFacts, isOlder: boolean): Difference[] {
  if (!hasChildren(stored)) return [];
  if (!running.includes('scan')) return [{ what: 'No scan runs in Temporal.', end: [], start: ['scan'] }];
  if (!isOlder) return [];
  const what = `Postgres has scan ${stored.generation}, Temporal worked on scan ${generation ?? 'unknown'}.`;
  return [{ what, end: ['scan'], start: ['scan'] }];
}
