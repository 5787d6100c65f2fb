import { sql } from 'kysely';
import type { TestResult } from '../../domain/api-test.js';
import type { BackfillProgress, EventStreamProgress, OngoingProblem } from '../../domain/connection.js';
import type { ConnectionFacts, Observation, StoredHealth } from '../../domain/health.js';
import type { ScanState } from '../../domain/scan.js';
import { parkedFolders } from '../scan/unseen-parts.js';
import type { Db } from '../sql/postgres.js';
import { observationsOf } from './observations.js';

/** What is stored about a connection's health. */
export interface StoredFacts {
  readonly id: string;
  readonly name: string;
  readonly stored: StoredHealth | null;
  /** The id of the key that sealed the tokens of the current grant; null without a grant. */
  readonly keyId: string | null;
  readonly facts: Omit<ConnectionFacts, 'missingKeyId'>;
}

/** Skipped users of this kind do not count: nobody can act for a deactivated user, and every enterprise has some. */
const INACTIVE = 'user_inactive';
/** The most connections that are read at a time; the oldest first. */
const MAX_CONNECTIONS = 1_000;

/** Returns the facts of these connections, or of all that are not disconnected; in two queries for all of them. */
export async function readFacts(db: Db, ids: readonly string[] | 'live'): Promise<StoredFacts[]> {
  const selected = ids === 'live' ? sql<boolean>`c.status <> 'disconnected'` : sql<boolean>`c.id = any(${ids}::text[])`;
  const { rows } = await sql<FactsRow>`
    select c.id, c.name, c.health as stored, c.status, c.status_reason as "statusReason",
      coalesce(c.status_since, c.connected_at, c.created_at) as "statusSince", c.created_at as "createdAt",
      c.connected_at as "connectedAt", c.disconnect_requested_at as "disconnectRequestedAt",
      c.disconnected_at as "disconnectedAt", c.coverage, c.last_test as "lastTest", c.event_stream as "eventStream",
      c.backfill, c.scan_state as "scanState", scan.started_at as "startedAt", scan.finished_at as "endedAt",
      coalesce(scan.users_listed, false) as "areUsersListed",
      scan.users_problem is not null as "usersListingIncomplete", gaps.entries as "unreadableEntries",
      gaps.endless as "endlessListings", least(scan.users_since, gaps.since) as "unseenSince",
      exists (
        select from frontier f where f.connection_id = c.id and f.parked_at is null
        and (f.not_before is null or f.not_before <= now())
      ) as "hasPendingFolders",
      parked.folders as "parkedFolders", promoted.items as "parkedItems",
      least(parked.since, promoted.since) as "parkedSince",
      (
        select count(*) from box_users u
        where u.connection_id = c.id and u.left_out is not null and u.left_out ->> 'code' <> ${INACTIVE}
      ) as "skippedUsers",
      (
        select split_part(g.tokens, '.', 2) from grants g where g.connection_id = c.id and g.state = 'current'
      ) as "keyId"
    from connections c
    left join lateral (
      select * from scans s where s.connection_id = c.id order by s.generation desc limit 1
    ) scan on true
    cross join lateral (${parkedFolders(sql.ref('c.id'))}) parked
    cross join lateral (
      select count(*) as items, min(p.parked_at) as since from promotions p
      where p.connection_id = c.id and p.parked_at is not null
    ) promoted
    cross join lateral (
      select coalesce(sum(g.entries), 0) as entries, count(*) filter (where g.entries = 0) as endless,
        min(g.since) as since
      from scan_gaps g where g.connection_id = c.id
    ) gaps
    where ${selected} order by c.created_at, c.id limit ${MAX_CONNECTIONS}`.execute(db);
  const observed = await observationsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toStoredFacts(row, observed.get(row.id) ?? {}));
}

/** A row has the facts as they are judged, except for those that are read from a stored document. */
type FactsRow = Omit<StoredFacts, 'facts'> &
  Omit<StoredFacts['facts'], 'lastTest' | 'eventStream' | 'backfill' | 'scan' | 'observed'> &
  Omit<ConnectionFacts['scan'], 'state'> & {
    readonly lastTest: TestResult | null;
    readonly eventStream: EventStreamProgress | null;
    readonly backfill: BackfillProgress | null;
    readonly scanState: ScanState;
  };

function toStoredFacts(row: FactsRow, observed: ConnectionFacts['observed']): StoredFacts {
  const { id, name, stored, keyId, lastTest, eventStream, backfill, scanState: state, ...columns } = row;
  const { startedAt, endedAt, areUsersListed, hasPendingFolders, ...others } = columns;
  const { parkedFolders, parkedItems, parkedSince, skippedUsers, ...more } = others;
  const { unreadableEntries, endlessListings, usersListingIncomplete, unseenSince, ...facts } = more;
  const parked = { parkedFolders, parkedItems, parkedSince };
  const unseen = { unreadableEntries, endlessListings, usersListingIncomplete, unseenSince };
  return {
    id,
    name,
    stored,
    keyId: keyId === '' ? null : keyId,
    facts: {
      ...facts,
      backfill: backfill && { state: backfill.state },
      lastTest: lastTest && {
        failedChecks: lastTest.checks.filter(({ status }) => status === 'failed').length,
        finishedAt: new Date(lastTest.finishedAt),
      },
      eventStream: eventStream && { state: eventStream.state },
      scan: { state, startedAt, endedAt, areUsersListed, hasPendingFolders, ...parked, skippedUsers, ...unseen },
      observed: {
        ...observed,
        ...(eventStream ? { stream: toObservation(eventStream.lastPolledAt, eventStream.problem) } : {}),
        ...(backfill ? { backfill: toObservation(null, backfill.problem) } : {}),
      },
    },
  };
}

/** What the reading of events recorded of itself. */
function toObservation(succeededAt: string | null, failing: OngoingProblem | null | undefined): Observation {
  const timeOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);
  return {
    succeededAt: timeOf(succeededAt),
    failingSince: timeOf(failing?.failingSince),
    failedAt: timeOf(failing?.lastFailedAt),
    failures: failing ? 1 : 0,
    problem: failing ?? null,
    retryAt: timeOf(failing?.nextTryAt),
  };
}
