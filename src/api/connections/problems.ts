/** The problems of a connection itself, as its body lists them before those of its items. */
import type { OngoingProblem } from '../../domain/connection.js';
import { problem, type Problem } from '../../domain/problems.js';
import { otherConnectionsOf, type Connection } from '../../store/connections/connections.js';
import type { Db } from '../../store/sql/postgres.js';

/** Returns the reason of the status, what keeps failing, and whether the enterprise is connected twice. */
export async function connectionProblems(db: Db, connection: Connection): Promise<Problem[]> {
  if (connection.status === 'disconnected') return connection.status_reason ? [connection.status_reason] : [];
  const { status_reason: reason, event_stream: stream, backfill } = connection;
  return [
    ...(reason ? [reason] : []),
    ...ongoing('Event stream', stream?.problem),
    ...ongoing('Backfill', backfill?.problem),
    ...(await connectedTwice(db, connection)),
  ];
}

/** A failure that the next try resolves is no problem yet: lists it once it has lasted for this long, in milliseconds. */
const LASTING_MS = 60_000;

function ongoing(what: string, failing: OngoingProblem | null | undefined): Problem[] {
  if (!failing || Date.now() - Date.parse(failing.failingSince) < LASTING_MS) return [];
  const { code, message, remedy, failingSince } = failing;
  return [{ code, message: `${what}: ${message} Failing since ${failingSince}.`, remedy }];
}

async function connectedTwice(db: Db, { id, enterprise }: Connection): Promise<Problem[]> {
  if (!enterprise) return [];
  const others = await otherConnectionsOf(db, { connectionId: id, enterpriseId: enterprise.id });
  return others.map(({ name }) => problem('enterprise_connected_twice', { connectionName: name }));
}
