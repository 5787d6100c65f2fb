import type { ColumnType, Generated } from 'kysely';
import type { AccountRole } from '../../domain/connection.js';
import type { Problem } from '../../domain/problems.js';
import type { Actor } from '../../domain/activity.js';
import type { Promotion } from '../../domain/promotion.js';
import type { ListingProgress } from '../../domain/listing-guard.js';
import type { Change, RescanResult } from '../../domain/rescan.js';
import type { Lane, ScanOutcome, ScanReason } from '../../domain/scan.js';
import type { BigInt64, Json, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

/** A managed user of the enterprise. */
export interface BoxUserTable {
  connection_id: string;
  user_id: string;
  login: string;
  name: string;
  role: AccountRole;
  status: string;
  /** Why this user's files are not scanned; null if they are. */
  left_out: NullableJson<Problem>;
  /** Since when the user is skipped; null in rows from before this was kept. */
  left_out_at: NullableTimestamp;
  generation: number;
}

/** What a listing of users has met so far. */
export interface ListingMet {
  readonly progress: ListingProgress;
  /** The number of entries that could not be read. */
  readonly unreadable: number;
}

/** A generation of a connection's scan, with those of its counters that are not in `scan_counters`. */
export interface ScanTable {
  connection_id: string;
  generation: number;
  started_at: Timestamp;
  finished_at: NullableTimestamp;
  /** `partial`: finished with parked items; `abandoned`: restarted before it finished. */
  outcome: ColumnType<ScanOutcome | null, ScanOutcome | null | undefined, ScanOutcome | null>;
  users_marker: string | null;
  users_listed: ColumnType<boolean, boolean | undefined, boolean>;
  /** What the listing of users has shown so far; null before its second page. */
  users_guard: NullableJson<ListingMet>;
  /** Why the users could not be listed to the end, since when, and when that is tried again; null if they were. */
  users_problem: NullableJson<Problem>;
  users_since: NullableTimestamp;
  users_attempts: ColumnType<number, number | undefined, number>;
  users_retry_at: NullableTimestamp;
  folders_listed: BigInt64;
  files_found: BigInt64;
  files_scanned: BigInt64;
  express_scanned: BigInt64;
  api_calls: BigInt64;
}

/** A part of the counters of a generation: what the sessions of Postgres with this slot have counted. */
export interface ScanCounterTable {
  connection_id: string;
  generation: number;
  slot: number;
  folders_listed: BigInt64;
  files_found: BigInt64;
  files_scanned: BigInt64;
  express_scanned: BigInt64;
  api_calls: BigInt64;
}

/** What a pass through the pages of a folder has met so far. */
export interface ListingPass {
  /** Why an item of the folder could not be scanned; null if all could. */
  readonly failure: Problem | null;
  /** The number of entries that could not be read. */
  readonly unreadable: number;
  readonly progress: ListingProgress;
}

/** A folder that is to be listed: pending, claimed by a slice under a lease, or parked with its error. */
export interface FrontierTable {
  connection_id: string;
  user_id: string;
  /** '0' is the root of `user_id`. */
  folder_id: string;
  lane: Lane;
  /** Folders with a lower turn are listed first, so that those of different users alternate (`FrontierEntry`). */
  turn: Generated<number>;
  seq: Generated<number>;
  generation: number;
  /** Box's marker of the next page; null for the first page. */
  marker: string | null;
  lease_id: string | null;
  lease_until: NullableTimestamp;
  /** Failed attempts since the last progress; of a parked folder, since it first failed. */
  attempts: ColumnType<number, number | undefined, number>;
  not_before: NullableTimestamp;
  /** When the folder was first parked; null unless it is parked. It stays set while the folder is retried. */
  parked_at: NullableTimestamp;
  /** When a parked folder can be claimed again. */
  retry_at: NullableTimestamp;
  /** How often the folder was parked: each time it waits longer. */
  parks: ColumnType<number, number | undefined, number>;
  /** How often the folder was listed to its end although some of its items could not be scanned. */
  passes: ColumnType<number, number | undefined, number>;
  /** The pass that is under way; null before its second page. */
  pass: NullableJson<ListingPass>;
  error: NullableJson<Problem>;
}

/** What the last listing of a folder could not show. What lies below it is not marked as gone. */
export interface ScanGapTable {
  connection_id: string;
  folder_id: string;
  user_id: string;
  /** The number of unreadable entries; 0 if the listing did not end. */
  entries: number;
  error: Json<Problem>;
  since: Timestamp;
}

/** A file, folder or user that is to be scanned before the bulk: the persistent part of the express lane. */
export interface PromotionTable {
  connection_id: string;
  item_type: Promotion['itemType'];
  item_id: string;
  owner_id: string | null;
  event_id: string | null;
  event_type: string;
  /** The time of the change at Box. */
  at: Timestamp;
  /** 0: live; 1: found by the backfill. */
  rank: Promotion['rank'];
  reason: ScanReason;
  seq: Generated<number>;
  /** Promotions with a lower turn are loaded first, so that those of different owners alternate (`nextTurn`). */
  turn: Generated<number>;
  attempts: ColumnType<number, number | undefined, number>;
  /** When the item was first parked; null unless it is parked. */
  parked_at: NullableTimestamp;
  /** When a parked item is loaded again. */
  retry_at: NullableTimestamp;
  error: NullableJson<Problem>;
}

/** One of the last priority rescans of a connection. */
export interface RescanTable {
  connection_id: string;
  seq: Generated<number>;
  item_type: Promotion['itemType'];
  item_id: string;
  /** Name and path as this rescan left them; null if no scan has recorded the item. */
  name: string | null;
  path: string | null;
  event_type: string;
  event_id: string | null;
  /** The time of the change at Box. */
  at: Timestamp;
  actor: NullableJson<Actor>;
  reason: ScanReason;
  /** When the change was known here; null if its event is not stored. */
  queued_at: NullableTimestamp;
  scanned_at: Timestamp;
  /** From `queued_at` to `scanned_at`, without the time during which the scan was held, in milliseconds. */
  delay_ms: number | null;
  /** From the change at Box until it was known here, in milliseconds; null if it was made here. */
  box_delay_ms: number | null;
  result: RescanResult;
  changed: Json<readonly Change[]>;
  /** For a folder: how many of the recorded files below it are scanned again. */
  files_below: number | null;
  problem: NullableJson<Problem>;
}
