/** Steps of the scan and of the express lane, called as the workflow calls them, and what they leave behind. */
import { sql } from 'kysely';
import type { TruthFile } from '../../../clients/simulator.js';
import { isBoxError } from '../../../src/box/errors.js';
import type { Promotion } from '../../../src/domain/promotion.js';
import { scanProblems } from '../../../src/store/scan/progress.js';
import { CONNECTION, type Enterprise } from './enterprise.js';

/** What a scan left behind. */
export interface Scanned {
  /** The problems of the activities that failed; Temporal retries them. */
  readonly failures: readonly string[];
  readonly isComplete: boolean;
}

/** More rounds than a folder has attempts before it is parked. */
const ROUNDS = 9;

/** Begins a generation and scans until nothing is pending, or until all attempts have failed. */
export async function scan(enterprise: Enterprise, rounds = ROUNDS): Promise<Scanned> {
  const { generation } = await enterprise.run('beginGeneration', { connectionId: CONNECTION, abandon: null });
  return continueScan(enterprise, generation, rounds);
}

async function continueScan(enterprise: Enterprise, generation: number, rounds: number): Promise<Scanned> {
  const failures: string[] = [];
  const step = { connectionId: CONNECTION, generation };
  const attempt = async <T>(run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      failures.push(codeOf(error));
      return undefined;
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    await passPauses(enterprise);
    const listed = await attempt(() => enterprise.run('listUsers', step, round + 1).then(() => true));
    if (!listed) continue;
    const slice = await attempt(() => enterprise.run('scanSlice', step));
    if (slice?.frontier !== 'drained') continue;
    const { completed } = await enterprise.run('completeGeneration', step);
    return { failures, isComplete: completed };
  }
  return { failures, isComplete: false };
}

/** Lets the pauses pass that parked work waits for, and scans again in the same generation. */
export async function heal(enterprise: Enterprise): Promise<Scanned> {
  await passRetries(enterprise);
  const { generation } = await enterprise.run('beginGeneration', { connectionId: CONNECTION, abandon: null });
  return continueScan(enterprise, generation, ROUNDS);
}

/** Scans changed items until none is deferred, as the express lane does. Returns the problems of failed activities. */
export async function rescan(
  enterprise: Enterprise,
  promotions: readonly Promotion[],
  rounds = ROUNDS,
): Promise<string[]> {
  const failures: string[] = [];
  const generation = await newestGeneration(enterprise);
  let waiting = promotions;
  for (let round = 0; round < rounds && waiting.length > 0; round += 1) {
    try {
      const batch = { connectionId: CONNECTION, generation, promotions: waiting };
      const { deferred } = await enterprise.run('scanPromoted', batch);
      waiting = waiting.filter(({ itemType, itemId }) => deferred.includes(`${itemType}/${itemId}`));
    } catch (error) {
      failures.push(codeOf(error));
    }
  }
  return failures;
}

/** The problem of a failed activity. Throws any other error. */
export function codeOf(error: unknown): string {
  if (!isBoxError(error)) throw error;
  return error.problem.code;
}

/** Ends the pauses of seconds before a retry. */
export async function passPauses({ db }: Enterprise): Promise<void> {
  await sql`update frontier set not_before = null, lease_until = null where connection_id = ${CONNECTION}`.execute(db);
}

/** Ends the pauses of minutes before parked work, skipped users and the list of users are tried again. */
export async function passRetries({ db }: Enterprise): Promise<void> {
  await sql`update frontier set retry_at = now() where connection_id = ${CONNECTION} and parked_at is not null`.execute(
    db,
  );
  await sql`update promotions set retry_at = now() where connection_id = ${CONNECTION} and parked_at is not null`.execute(
    db,
  );
  await sql`update scans set users_retry_at = now() where connection_id = ${CONNECTION} and users_retry_at is not null`.execute(
    db,
  );
}

/** The newest generation. */
export async function newestGeneration({ db }: Enterprise): Promise<number> {
  const { rows } = await sql<{ generation: number }>`
    select max(generation)::int as generation from scans where connection_id = ${CONNECTION}`.execute(db);
  return rows[0]?.generation ?? 0;
}

/** The problems that the scan lists, as "type id code", in order. */
export async function problems({ db }: Enterprise): Promise<string[]> {
  const found = await scanProblems(db, CONNECTION, { limit: 1_000, after: null });
  return found.map(({ code, itemType, itemId }) => `${itemType ?? 'all'} ${itemId ?? '-'} ${code}`).sort();
}

/** How the recorded files differ from those at Box: ids that are missing, surplus, or differ in a field. */
export async function differences({ db, simulator }: Enterprise): Promise<string[]> {
  const truth = await simulator.truthFiles();
  const { rows } = await sql<Compared>`
    select file_id as "fileId", path, owner_id as "ownerId", size::int as size, sha1, access, has_collaborations as "hasCollaborations"
    from files where connection_id = ${CONNECTION} and state = 'active'`.execute(db);
  const recorded = new Map(rows.map((file) => [file.fileId, describe(file)]));
  const expected = new Map(truth.map((file) => [file.fileId, describe(file)]));
  return [
    ...[...expected].flatMap(([id, text]) =>
      recorded.get(id) === text ? [] : [`${text}, recorded: ${recorded.get(id) ?? 'no'}`],
    ),
    ...[...recorded].flatMap(([id, text]) => (expected.has(id) ? [] : [`not at Box: ${text}`])),
  ];
}

type Compared = Pick<TruthFile, 'fileId' | 'path' | 'ownerId' | 'size' | 'sha1' | 'access' | 'hasCollaborations'>;
const describe = ({ fileId, path, ownerId, size, sha1, access, hasCollaborations }: Compared): string =>
  JSON.stringify([fileId, path, ownerId, size, sha1, access, hasCollaborations]);

/** Whether the connection still has its grant, with tokens. */
export async function hasGrant({ db }: Enterprise): Promise<boolean> {
  const { rows } = await sql`
    select from grants where connection_id = ${CONNECTION} and state = 'current' and tokens is not null`.execute(db);
  return rows.length === 1;
}

/** Restores a scan without problems, so that a row that failed does not fail those after it. */
export async function restore(enterprise: Enterprise): Promise<void> {
  if ((await problems(enterprise)).length === 0 && (await differences(enterprise)).length === 0) return;
  const { db } = enterprise;
  for (const table of ['frontier', 'promotions', 'scan_gaps']) {
    await sql`delete from ${sql.table(table)} where connection_id = ${CONNECTION}`.execute(db);
  }
  await sql`update box_users set left_out = null where connection_id = ${CONNECTION}`.execute(db);
  await enterprise.run('beginGeneration', { connectionId: CONNECTION, abandon: await newestGeneration(enterprise) });
  await scan(enterprise);
}

/** A change to an item by hand, for the express lane. */
export const promotionOf = (itemType: 'file' | 'folder', itemId: string, ownerId: string): Promotion => ({
  itemType,
  itemId,
  ownerId,
  eventId: null,
  eventType: 'EDIT',
  at: new Date().toISOString(),
  rank: 0,
  reason: 'modified',
});
