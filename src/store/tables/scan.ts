import type { ColumnType, Generated } from 'kysely';
import type { AccountRole } from '../../domain/connection.js';
import type { Problem } from '../../domain/problems.js';
import type { Promotion } from '../../domain/promotion.js';
import type { ScanOutcome, ScanReason } from '../../domain/scan.js';
import type { BigInt64, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

export interface BoxUserTable {
  connection_id: string;
  user_id: string;
  login: string;
  name: string;
  role: AccountRole;
  status: string;
  /** Why this user's files are not scanned; null when they are. */
  left_out: NullableJson<Problem>;
  generation: number;
}

export interface ScanTable {
  connection_id: string;
  generation: number;
  started_at: Timestamp;
  finished_at: NullableTimestamp;
  /** `partial`: came to its end with parked items; `abandoned`: restarted before the end. */
  outcome: ColumnType<ScanOutcome | null, ScanOutcome | null | undefined, ScanOutcome | null>;
  users_marker: string | null;
  users_listed: ColumnType<boolean, boolean | undefined, boolean>;
  folders_listed: BigInt64;
  files_found: BigInt64;
  files_scanned: BigInt64;
  express_scanned: BigInt64;
  api_calls: BigInt64;
}

/** A folder on its way through the scan: waiting, leased by a slice, or parked with its error. */
export interface FrontierTable {
  connection_id: string;
  user_id: string;
  /** '0' is the root of `user_id`. */
  folder_id: string;
  /** 0: a promoted subtree; 1: the bulk. */
  lane: 0 | 1;
  seq: Generated<number>;
  generation: number;
  /** Where the listing goes on; null at the first page. */
  marker: string | null;
  lease_id: string | null;
  lease_until: NullableTimestamp;
  attempts: ColumnType<number, number | undefined, number>;
  not_before: NullableTimestamp;
  parked_at: NullableTimestamp;
  error: NullableJson<Problem>;
}

/** A file, folder or user that is to be looked at ahead of the bulk: the record behind the express lane. */
export interface PromotionTable {
  connection_id: string;
  item_type: Promotion['itemType'];
  item_id: string;
  owner_id: string | null;
  event_id: string | null;
  event_type: string;
  /** When the change happened at Box. */
  at: Timestamp;
  /** 0: live; 1: seen by the backfill. */
  rank: Promotion['rank'];
  reason: ScanReason;
  seq: Generated<number>;
  attempts: ColumnType<number, number | undefined, number>;
  parked_at: NullableTimestamp;
  error: NullableJson<Problem>;
}
