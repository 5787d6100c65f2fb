import { sql, type RawBuilder } from 'kysely';
import { COVERAGES, type ConnectionState, type ConnectionStatus, type Coverage } from '../../domain/connection.js';
import { ownersNotSeen } from '../scan/coverage.js';
import type { Db } from '../sql/postgres.js';
import type { Connection } from './connections.js';

/**
 * A connection whose rows a list or a sum includes. If an enterprise is connected more than once, each of its files and
 * events counts once, in the first of its connections that has it.
 */
export interface CountedConnection {
  readonly id: string;
  /** The connections to the same enterprise whose rows count instead of this connection's. */
  readonly before: readonly string[];
  /** The connections to the same enterprise whose rows count only if this connection lacks them. */
  readonly after: readonly string[];
  /** Only files of these owners count, because the first connection has all others; null for files of every owner. */
  readonly owners: readonly string[] | null;
  /** The connections of `before` and `after` for which the same holds, with the owners. */
  readonly limited: { readonly ids: readonly string[]; readonly owners: readonly string[] };
}

/** The filter for connections; without `connectionState`, `active` ones, or the one with `connectionId`. */
export interface ConnectionFilter {
  readonly connectionId?: string | undefined;
  readonly connectionState?: ConnectionState | 'any' | undefined;
}

/** Returns the connections whose rows a filter of a table includes. A filter by one connection includes all its rows. */
export async function countedConnections(
  db: Db,
  table: CountedTable,
  { connectionId, connectionState }: ConnectionFilter,
): Promise<CountedConnection[]> {
  const state = connectionState ?? (connectionId === undefined ? 'active' : 'any');
  const { rows } = await sql<Candidate>`
    select id, status, coverage, created_at as "createdAt", enterprise ->> 'id' as "enterpriseId" from connections
    where ${connectionId === undefined ? sql`true` : sql`id = ${connectionId}`}
      and ${state === 'any' ? sql`true` : sql`(status = 'disconnected') = ${state === 'disconnected'}`}`.execute(db);
  const counted: CountedConnection[] = [];
  for (const group of byEnterprise(rows)) counted.push(...(await inOrder(db, table, group)));
  return counted;
}

function byEnterprise(candidates: readonly Candidate[]): Iterable<readonly Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = candidate.enterpriseId ?? `no enterprise, ${candidate.id}`;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return groups.values();
}

interface Candidate {
  readonly id: string;
  readonly status: ConnectionStatus;
  readonly coverage: Coverage | null;
  readonly createdAt: Date;
  readonly enterpriseId: string | null;
}

/**
 * Orders the connections to one enterprise. If the first one has once scanned every file, only those of users whom it
 * skips can be added by the other active ones: what else they have is out of date, and is not even read. Events are
 * always compared, because an older connection has events from before the first one was connected.
 */
async function inOrder(db: Db, table: CountedTable, group: readonly Candidate[]): Promise<CountedConnection[]> {
  const [first, ...others] = [...group].sort(byPrecedence);
  if (!first) return [];
  if (others.length === 0) return [withAllRows(first)];
  const owners = table === 'files' && first.status !== 'disconnected' ? await ownersNotSeen(db, first) : null;
  const counted = [first, ...others.filter(({ status }) => status === 'disconnected' || owners?.length !== 0)];
  const ids = counted.map(({ id }) => id);
  const isLimited = ({ id, status }: Candidate): boolean =>
    owners !== null && id !== first.id && status !== 'disconnected';
  const limited = { ids: counted.filter(isLimited).map(({ id }) => id), owners: owners ?? [] };
  return counted.map((each, at) => ({
    id: each.id,
    before: ids.slice(0, at),
    after: ids.slice(at + 1),
    owners: isLimited(each) ? owners : null,
    limited,
  }));
}

/**
 * Returns the connection to the same enterprise that counts first; null if it is this one, or if this one is disconnected
 * or its enterprise is unknown.
 */
export async function precedingConnection(
  db: Db,
  { id, status, enterprise }: Pick<Connection, 'id' | 'status' | 'enterprise'>,
): Promise<{ readonly id: string; readonly name: string } | null> {
  if (!enterprise || status === 'disconnected') return null;
  const { rows } = await sql<Candidate & { readonly name: string }>`
    select id, name, status, coverage, created_at as "createdAt", enterprise ->> 'id' as "enterpriseId"
    from connections where enterprise ->> 'id' = ${enterprise.id} and status <> 'disconnected'`.execute(db);
  const [first] = rows.sort(byPrecedence);
  return first && first.id !== id ? { id: first.id, name: first.name } : null;
}

/** Connections that are up to date come first, then those with the widest coverage, then the oldest. */
function byPrecedence(a: Candidate, b: Candidate): number {
  const keys = (each: Candidate): number[] => [
    each.status === 'disconnected' ? 2 : each.status === 'needs_reauthorization' ? 1 : 0,
    each.coverage === null ? COVERAGES.length : COVERAGES.indexOf(each.coverage),
    each.createdAt.getTime(),
  ];
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((key, i) => key !== right[i]);
  return at < 0 ? (a.id < b.id ? -1 : 1) : (left[at] ?? 0) < (right[at] ?? 0) ? -1 : 1;
}

/** The tables whose rows are counted: the id within an enterprise, the table with that key, whether rows have a state. */
const TABLES = {
  files: { id: 'file_id', keys: 'files', hasState: true },
  activities: { id: 'event_id', keys: 'activity_keys', hasState: false },
} as const;
/** A table whose rows are counted. */
export type CountedTable = keyof typeof TABLES;

/**
 * The condition that a row of `files` or `activities` (under `alias`) belongs to one of these connections and is not
 * counted in another one. A file that is gone counts only if it is gone in each connection that has it. Without an
 * enterprise that is connected twice, this is a comparison of `connection_id`.
 */
export function isCounted(
  table: CountedTable,
  counted: readonly CountedConnection[],
  alias: string = table,
): RawBuilder<boolean> {
  const alone = counted.filter((each) => !isDoubled(each)).map(({ id }) => id);
  const doubled = counted.filter(isDoubled);
  const connection = sql.ref(`${alias}.connection_id`);
  // For a single connection the indexes on (connection_id, …) then have the order of a list; with `any` they do not.
  const ofAlone =
    alone.length === 1
      ? sql<boolean>`${connection} = ${alone[0]}`
      : sql<boolean>`${connection} = any(${alone}::text[])`;
  if (doubled.length === 0) return ofAlone;
  const each = doubled.map((one) => sql`(${connection} = ${one.id} and ${isNotElsewhere(table, one, alias)})`);
  return sql<boolean>`(${sql.join([...(alone.length === 0 ? [] : [ofAlone]), ...each], sql` or `)})`;
}

function isNotElsewhere(
  table: CountedTable,
  { before, after, owners, limited }: CountedConnection,
  alias: string,
): RawBuilder<unknown> {
  const { id, keys, hasState } = TABLES[table];
  const state = sql.ref(`${alias}.state`);
  const counts =
    limited.ids.length === 0
      ? sql`true`
      : sql`(twin.connection_id <> all(${limited.ids}::text[]) or twin.owner_id = any(${limited.owners}::text[]))`;
  const twin = (connections: readonly string[], condition: RawBuilder<unknown>) => sql`exists (
    select from ${sql.table(keys)} twin where twin.connection_id = any(${connections}::text[])
      and twin.${sql.ref(id)} = ${sql.ref(`${alias}.${id}`)} and ${condition} and ${counts})`;
  const conditions = owners ? [sql`${sql.ref(`${alias}.owner_id`)} = any(${owners}::text[])`] : [];
  if (before.length > 0) {
    conditions.push(sql`not ${twin(before, hasState ? sql`(twin.state <> 'gone' or ${state} = 'gone')` : sql`true`)}`);
  }
  if (hasState && after.length > 0) {
    conditions.push(sql`not (${state} = 'gone' and ${twin(after, sql`twin.state <> 'gone'`)})`);
  }
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** The same connection, with all of its rows. */
export const withAllRows = ({ id }: Pick<CountedConnection, 'id'>): CountedConnection => ({
  id,
  before: [],
  after: [],
  owners: null,
  limited: { ids: [], owners: [] },
});

/** The most rows that are read at a time to find a page of counted ones. */
const MAX_ROWS_READ = 2_000;

/**
 * Reads a page of counted rows from a list of these connections. If an enterprise is connected twice, the list also has
 * the rows that are not counted, which `is_counted` tells apart: `read` returns rows after a position, in order. In most
 * lists a row that is not counted stands beside its twin, so that a page or two are enough. To look for the counted rows
 * in SQL would compare all rows of a connection before the first page.
 */
export async function pageOfCounted<Row extends { readonly is_counted: boolean }, Position>(
  counted: readonly CountedConnection[],
  page: { readonly limit: number; readonly after: Position | null },
  read: (part: { readonly limit: number; readonly after: Position | null }) => Promise<Row[]>,
  positionOf: (row: Row) => Position,
): Promise<Row[]> {
  if (!counted.some(isDoubled)) return read(page);
  const found: Row[] = [];
  let [limit, after] = [page.limit, page.after];
  for (;;) {
    const rows = await read({ limit, after });
    found.push(...rows.filter((row) => row.is_counted));
    const last = rows.at(-1);
    if (found.length >= page.limit || rows.length < limit || last === undefined) return found.slice(0, page.limit);
    after = positionOf(last);
    limit = Math.max(page.limit, Math.min(limit * 2, MAX_ROWS_READ));
  }
}

/** Whether the enterprise of a connection is connected twice. */
const isDoubled = ({ before, after }: CountedConnection): boolean => before.length + after.length > 0;
