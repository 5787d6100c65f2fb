import { sql } from 'kysely';
import type { Actor } from '../../domain/activity.js';
import type { Problem } from '../../domain/problems.js';
import { promotionKey, type Promotion } from '../../domain/promotion.js';
import { changesBetween, resultOf, type Change, type RescanResult } from '../../domain/rescan.js';
import { activityOf } from '../activity-log/activity-of.js';
import { ofConnection } from '../sql/by-key.js';
import type { Db, Trx } from '../sql/postgres.js';
import { recordedItems, type RecordedItem } from './snapshots.js';

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

/** Records a rescan as `recordRescans` does. */
export async function recordRescan(trx: Trx, rescan: EndedRescan): Promise<RescanDelay> {
  const [delay] = await recordRescans(trx, rescan.connectionId, [rescan]);
  return delay ?? UNKNOWN;
}

/** The delay of a rescan whose event is not stored. */
const UNKNOWN: RescanDelay = { ourMs: null, boxMs: null };

/**
 * Records rescans of a connection with what they changed, and deletes the oldest beyond `RESCANS_KEPT`, except those that
 * a transaction beside it deletes: rescans do not wait for each other. Returns how long each took, in their order.
 */
export async function recordRescans(
  trx: Trx,
  connectionId: string,
  rescans: readonly Omit<EndedRescan, 'connectionId'>[],
): Promise<RescanDelay[]> {
  if (rescans.length === 0) return [];
  const scanned = rescans.filter(({ unscanned }) => !unscanned).map(({ promotion }) => promotion);
  const after = await recordedItems(trx, connectionId, scanned);
  const rows = rescans.map((rescan) => toRow(rescan, after(rescan.promotion)));
  // Each event is looked up by its key, and then in the one month in which it happened.
  const { rows: inserted } = await sql<Pick<Promotion, 'itemType' | 'itemId'> & RescanDelay>`
    insert into rescans (connection_id, item_type, item_id, name, path, event_type, event_id, at, actor, reason,
      queued_at, scanned_at, delay_ms, box_delay_ms, result, changed, files_below, problem)
    select ${connectionId}, n.item_type, n.item_id, n.name, n.path, n.event_type, n.event_id, n.at, a.actor, n.reason,
      known.at, t.now,
      case when known.at is not null then ${inMs(sql`t.now - greatest(known.at, n.held_until)`)} end,
      case when n.event_id is not null and known.at is not null then ${inMs(sql`known.at - n.at`)} end,
      n.result, n.changed, n.files_below, n.problem
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) n (item_type text, item_id text, name text, path text,
      event_type text, event_id text, at timestamptz, reason text, held_until timestamptz, result text, changed jsonb,
      files_below integer, problem jsonb)
    left join lateral (
      select * from activity_keys where connection_id = ${connectionId} and event_id = n.event_id offset 0
    ) k on true
    left join lateral ${activityOf('k')} a on true
    cross join lateral (select case when n.event_id is null then n.at else a.recorded_at end as at) known
    cross join (select clock_timestamp() as now) t
    returning item_type as "itemType", item_id as "itemId", delay_ms as "ourMs", box_delay_ms as "boxMs"`.execute(trx);
  await sql`
    delete from rescans where connection_id = ${ofConnection(connectionId)} and seq = any(array(
      select seq from rescans where connection_id = ${ofConnection(connectionId)} and seq <= (
        select seq from rescans where connection_id = ${ofConnection(connectionId)}
        order by seq desc offset ${RESCANS_KEPT} limit 1
      ) for update skip locked))`.execute(trx);
  const delays = new Map(inserted.map(({ ourMs, boxMs, ...item }) => [promotionKey(item), { ourMs, boxMs }]));
  return rescans.map(({ promotion }) => delays.get(promotionKey(promotion)) ?? UNKNOWN);
}

function toRow(
  { promotion, before, unscanned, heldUntil, filesBelow }: Omit<EndedRescan, 'connectionId'>,
  after: RecordedItem | null,
) {
  const changed = unscanned ? [] : changesBetween(before?.snapshot ?? null, after?.snapshot ?? null);
  const known = (unscanned ? null : after) ?? before;
  const { itemType, itemId, eventType, eventId, at, reason } = promotion;
  return {
    ...{ item_type: itemType, item_id: itemId, name: known?.name ?? null, path: known?.path ?? null },
    ...{ event_type: eventType, event_id: eventId, at, reason, held_until: heldUntil },
    result: unscanned?.result ?? resultOf(after?.snapshot ?? null, changed),
    ...{ changed, files_below: filesBelow ?? null, problem: unscanned?.problem ?? null },
  };
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
