import { sql } from 'kysely';
import type { StoredFacts } from '../../domain/reconcile.js';
import type { ConnectionStatus } from '../../domain/connection.js';
import type { Db } from '../sql/postgres.js';

/** A connection with what its workflows need to start from here; times are RFC 3339 UTC. */
export interface StoredConnection extends StoredFacts {
  readonly id: string;
  readonly enterprise: string | null;
  readonly consentExpiresAt: string | null;
  readonly backfill: { readonly from: string; readonly to: string } | null;
  readonly isPaused: boolean;
}

/** Reads every connection, disconnected ones included, oldest first. */
export async function readStoredConnections(db: Db): Promise<StoredConnection[]> {
  const rows = await db
    .selectFrom('connections as c')
    .select([
      'c.id',
      'c.name',
      'c.status',
      'c.enterprise',
      'c.event_stream as eventStream',
      'c.backfill',
      'c.scan_state as scanState',
      sql<number>`coalesce((select max(generation) from scans s where s.connection_id = c.id), 0)`.as('generation'),
      sql<Date | null>`(select max(expires_at) from consents n where n.connection_id = c.id and n.outcome is null)`.as(
        'consentExpiresAt',
      ),
    ])
    .orderBy('c.created_at')
    .orderBy('c.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    status: row.status,
    enterprise: row.enterprise?.name ?? null,
    lastPolledAt: row.eventStream?.lastPolledAt ?? null,
    backfill: row.backfill && { from: row.backfill.from, to: row.backfill.to },
    backfillIsRunning: row.backfill?.state === 'running',
    generation: row.generation,
    consentExpiresAt: row.consentExpiresAt?.toISOString() ?? null,
    isPaused: row.scanState === 'paused',
  }));
}

/** Whether a connection in this status can have workflows. */
export const isLive = (status: ConnectionStatus): status is Exclude<ConnectionStatus, 'disconnected'> =>
  status !== 'disconnected';
