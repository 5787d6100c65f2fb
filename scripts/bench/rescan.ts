/** A further scan of an enterprise that was scanned before. */
import { eventually } from '../stack/eventually.js';
import { openClient } from './client.js';
import type { Rig } from './rig.js';

const WITHIN_MS = 60 * 60_000;

/** Scans a connection again, and waits until that scan has finished. Throws if it takes longer than an hour. */
export async function scanAgain({ boxward }: Rig, connectionId: string): Promise<void> {
  const { scan: last } = await boxward.getConnection(connectionId);
  await boxward.restartScan(connectionId);
  await eventually(
    () => boxward.getConnection(connectionId),
    ({ scan }) => (scan.generation ?? 0) > (last.generation ?? 0) && scan.finishedAt !== last.finishedAt,
    { timeoutMs: WITHIN_MS, everyMs: 500 },
  );
}

/** How many rows of `files` `work` has written: those whose last transaction began after it did. */
export async function countWritten(rig: Rig, connectionId: string, work: () => Promise<void>): Promise<number> {
  const client = await openClient(rig.bed.databaseUrl);
  try {
    const { rows: begin } = await client.query<{ xid: string }>('select pg_current_xact_id()::xid as xid');
    await work();
    const { rows } = await client.query<{ count: string }>(
      `select count(*) from files where connection_id = $1 and age(xmin) < age($2::xid)`,
      [connectionId, begin[0]?.xid],
    );
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
}
