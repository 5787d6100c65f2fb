import { sql } from 'kysely';
import type { Exposure } from '../../domain/exposure.js';
import { ITEM_STATES, type ItemState } from '../../domain/file.js';
import { countedConnections, type CountedConnection } from '../connections/counted.js';
import type { Db } from '../sql/postgres.js';
import { filesFrom, matchingFiles, sourcesFor, type FileFilter } from './files.js';

/** The number of files by exposure. */
export type FilesByAccess = Readonly<Record<Exposure, number>>;
/** The number of files by state. */
export type FilesByState = Readonly<Record<ItemState, number>>;

/** The number of files that match a filter. */
export interface FileCounts {
  /** In the states of the filter; its `access` is ignored. */
  readonly byAccess: FilesByAccess;
  /** In any state; the filter's `access` is ignored. */
  readonly byState: FilesByState;
}

/** Counts the files that match a filter. Each file counts once, as in a list. */
export async function countFiles(db: Db, filter: FileFilter): Promise<FileCounts> {
  const connections = await countedConnections(db, 'files', filter);
  const rows = await countByAccessAndState(db, filter, connections);
  const { states = ITEM_STATES } = filter;
  return { byAccess: byAccess(rows.filter(({ state }) => states.includes(state))), byState: byState(rows) };
}

interface Count {
  readonly access: Exposure;
  readonly state: ItemState;
  readonly count: number;
}

/** The filters that choose connections and states. All others need the files themselves. */
const KEPT: ReadonlySet<string> = new Set<keyof FileFilter>(['connectionId', 'connectionState', 'states', 'access']);

async function countByAccessAndState(
  db: Db,
  filter: FileFilter,
  connections: readonly CountedConnection[],
): Promise<readonly Count[]> {
  const isKept = Object.entries(filter).every(([name, value]) => value === undefined || KEPT.has(name));
  const { alone, doubled } = splitDoubled(connections);
  return [
    ...(isKept ? await keptCounts(db, alone) : await countMatching(db, filter, alone)),
    ...(await countMatching(db, filter, doubled)),
  ];
}

/** Separates the connections whose enterprises are connected more than once, whose files must be compared. */
export function splitDoubled(connections: readonly CountedConnection[]): {
  readonly alone: readonly CountedConnection[];
  readonly doubled: readonly CountedConnection[];
} {
  const isDoubled = ({ before, after }: CountedConnection): boolean => before.length + after.length > 0;
  return { alone: connections.filter((each) => !isDoubled(each)), doubled: connections.filter(isDoubled) };
}

async function countMatching(
  db: Db,
  filter: FileFilter,
  connections: readonly CountedConnection[],
): Promise<readonly Count[]> {
  if (connections.length === 0) return [];
  const others: FileFilter = { ...filter, access: undefined, states: undefined };
  const counts: Count[] = [];
  for (const source of sourcesFor(filter)) {
    const files = matchingFiles(filesFrom(db, source), others, connections);
    const ofSource = files.select(({ fn }) => ['access', 'state', fn.countAll<number>().as('count')]);
    counts.push(...(await ofSource.groupBy(['access', 'state']).execute()));
  }
  return counts;
}

/** Adds up the counts that are kept of these connections, without reading a file. */
async function keptCounts(db: Db, connections: readonly CountedConnection[]): Promise<readonly Count[]> {
  if (connections.length === 0) return [];
  return db
    .selectFrom('file_counts')
    .select(['access', 'state', sql<number>`sum(files)::bigint`.as('count')])
    .where(
      'connection_id',
      'in',
      connections.map(({ id }) => id),
    )
    .groupBy(['access', 'state'])
    .execute();
}

/** Counts all files of a connection by state, also those that count in another connection to the same enterprise. */
export async function countFilesOf(db: Db, connectionId: string): Promise<FilesByState> {
  return (await countFiles(db, { connectionId })).byState;
}

/** Adds up counts by exposure. */
export function byAccess(rows: readonly Pick<Count, 'access' | 'count'>[]): FilesByAccess {
  const sums = { private: 0, internal: 0, external: 0, public: 0 };
  for (const { access, count } of rows) sums[access] += count;
  return sums;
}

/** Adds up counts by state. */
export function byState(rows: readonly Pick<Count, 'state' | 'count'>[]): FilesByState {
  const sums = { active: 0, trashed: 0, gone: 0 };
  for (const { state, count } of rows) sums[state] += count;
  return sums;
}
