import { sql } from 'kysely';
import type { Actor } from '../../domain/activity.js';
import type { Problem } from '../../domain/problems.js';
import type { Promotion } from '../../domain/promotion.js';
import { changesBetween, resultOf, type Change, type RescanResult } from '../../domain/rescan.js';
import { eventTime } from '../activity-log/event-time.js';
import { ofConnection } from '../sql/by-key.js';
import type { Db, Trx } from '../sql/postgres.js';
import { recordedItem, type RecordedItem } from './snapshots.js';

/** How many priority rescans are kept per connection. */
export const RESCANS_KEPT = 50;

/** A priority rescan that has ended. */
export interface EndedRescan {
  readonly connectionId: string;
  readonly promotion: Promotion;
  /** The item before the rescan (`recordedItem`). */
  readonly before: RecordedItem | null;
  /** RFC 3339 UTC: until when the scan was last held, by a pause or by rejected credentials; null if it never was. */
  readonly heldUntil: string | null;
  /** Set if the item was not scanned, instead of comparing it. */
  readonly unscanned?: { readonly result: 'skipped' | 'failed'; readonly problem: Problem | null };
  /** For a folder: the files below it that are scanned again. */
  readonly filesBelow?: number;
}

/** How long a rescan took, in milliseconds; null where the event is not stored, or the change was made here. */
export interface RescanDelay {
  /** From when the change was known here, without the time during which the scan was held. */
  readonly ourMs: number | null;
  /** From the change at Box until it was known here. */
  readonly boxMs: number | null;
}

/**
 * Records a rescan with what it changed, and deletes the oldest beyond `RESCANS_KEPT`, except those that a transaction
 * beside it deletes: rescans do not wait for each other.
 */
export async function recordRescan(trx: Trx, rescan: EndedRescan): Promise<RescanDelay> {
  const { connectionId, promotion, before, unscanned } = rescan;
  const after = unscanned ? before : await recordedItem(trx, connectionId, promotion);
  const changed = unscanned ? [] : changesBetween(before?.snapshot ?? null, after?.snapshot ?? null);
  const result = unscanned?.result ?? resultOf(after?.snapshot ?? null, changed);
  const known = after ?? before;
  const { itemType, itemId, eventType, eventId, at, reason } = promotion;
  const happenedAt = await eventTime(trx, connectionId, eventId);
  const inserted = await sql<RescanDelay>`
    insert into rescans (connection_id, item_type, item_id, name, path, event_type, event_id, at, actor, reason,
      queued_at, scanned_at, delay_ms, box_delay_ms, result, changed, files_below, problem)
    select ${connectionId}, ${itemType}, ${itemId}, ${known?.name ?? null}, ${known?.path ?? null}, ${eventType},
      ${eventId}, change.at, change.actor, ${reason}, change.known_at, change.now,
      case when change.known_at is not null then
        ${inMs(sql`change.now - greatest(change.known_at, ${rescan.heldUntil}::timestamptz)`)} end,
      case when ${eventId}::text is not null and change.known_at is not null then ${inMs(sql`change.known_at - change.at`)} end,
      ${result}, ${JSON.stringify(changed)}::jsonb, ${rescan.filesBelow ?? null}::integer,
      ${unscanned?.problem ? JSON.stringify(unscanned.problem) : null}::jsonb
    from (
      select ${at}::timestamptz as at, a.actor, clock_timestamp() as now,
        case when ${eventId}::text is null then ${at}::timestamptz else a.recorded_at end as known_at
      from (select) one left join activities a on a.connection_id = ${ofConnection(connectionId)} and a.event_id = ${eventId}
        and a.occurred_at = ${happenedAt}::timestamptz
    ) change
    returning delay_ms as "ourMs", box_delay_ms as "boxMs"`.execute(trx);
  await sql`
    delete from rescans where connection_id = ${ofConnection(connectionId)} and seq = any(array(
      select seq from rescans where connection_id = ${ofConnection(connectionId)} and seq <= (
        select seq from rescans where connection_id = ${ofConnection(connectionId)}
        order by seq desc offset ${RESCANS_KEPT} limit 1
      ) for update skip locked))`.execute(trx);
  return inserted.rows[0] ?? { ourMs: null, boxMs: null };
}

/** Clocks may differ a little: no delay is negative. */
const inMs = (interval: ReturnType<typeof sql>) => sql`greatest(0, extract(epoch from ${interval}) * 1000)::bigint`;

/** A priority rescan as it is listed. */
export interface Rescan {
  readonly itemType: Promotion['itemType'];
  readonly itemId: string;
  readonly name: string | null;
  readonly path: string | null;
  readonly eventType: string;
  readonly eventId: string | null;
  readonly at: Date;
  readonly actor: Actor | null;
  readonly reason: Promotion['reason'];
  readonly queuedAt: Date | null;
  readonly scannedAt: Date;
  readonly delayMs: number | null;
  readonly boxDelayMs: number | null;
  readonly result: RescanResult;
  readonly changed: readonly Change[];
  readonly filesBelow: number | null;
  readonly problem: Problem | null;
}

/** Returns the last priority rescans, newest first; at most `RESCANS_KEPT`. */
export async function listRescans(db: Db, connectionId: string): Promise<Rescan[]> {
  return db
    .selectFrom('rescans')
    .select([
      'item_type as itemType',
      'item_id as itemId',
      'name',
      'path',
      'event_type as eventType',
      'event_id as eventId',
      'at',
      'actor',
      'reason',
      'queued_at as queuedAt',
      'scanned_at as scannedAt',
      'delay_ms as delayMs',
      'box_delay_ms as boxDelayMs',
      'result',
      'changed',
      'files_below as filesBelow',
      'problem',
    ])
    .where('connection_id', '=', ofConnection(connectionId))
    .orderBy('seq', 'desc')
    .limit(RESCANS_KEPT)
    .execute();
}
