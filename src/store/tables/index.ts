import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Account, Coverage, Enterprise } from '../../domain/connection.js';
import type { Actor, ActivityItem } from '../../box/events.js';
import type { ActivityCategory } from '../../box/event-types.js';
import type { EffectiveLink, Exposure, OwnCollaborators, SharedLink, Sharing } from '../../domain/exposure.js';
import type { Problem } from '../../domain/problems.js';
import type { RunningTest, TestResult } from '../../box/test-api.js';

/** A connection's place in its life (the states of ConnectBoxWorkflow). */
export type ConnectionStatus =
  | 'awaiting_consent'
  | 'consent_denied'
  | 'consent_expired'
  | 'connecting'
  | 'testing'
  | 'connected'
  | 'needs_reauthorization'
  | 'disconnected';

/** Why a file was scanned when it was. */
export type ScanReason = 'bulk' | 'modified' | 'subtree' | 'manual';

/** What the scan of a connection is doing. */
export type ScanState = 'waiting' | 'running' | 'paused' | 'idle' | 'stopped';

/** How far the backfill is; times are RFC 3339 UTC. */
export interface BackfillProgress {
  readonly state: 'waiting' | 'running' | 'done' | 'unavailable';
  readonly from: string;
  readonly to: string;
  readonly reachedAt: string | null;
  readonly events: number;
  readonly finishedAt: string | null;
}

/** How the event stream is doing; times are RFC 3339 UTC. */
export interface EventStreamProgress {
  readonly state: 'waiting' | 'following' | 'unavailable';
  readonly lastPolledAt: string | null;
  readonly lastEventAt: string | null;
  readonly events: number;
  /** Holes that were filled from the long-term log after an outage, newest last, at most ten. */
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
}

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type CreatedAt = ColumnType<Date, Date | string | undefined, never>;
type Json<T extends object> = JSONColumnType<T>;
type NullableJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;
/** bigint columns are read as numbers: sizes and counters stay far below 2^53 (see postgres.ts). */
type BigInt64 = ColumnType<number, number | undefined, number>;

export interface ConnectionTable {
  id: string;
  name: string;
  provider: 'box';
  status: ConnectionStatus;
  status_reason: NullableJson<Problem>;
  coverage: Coverage | null;
  account: NullableJson<Account>;
  enterprise: NullableJson<Enterprise>;
  last_test: NullableJson<TestResult>;
  /** Null while no Test API runs. */
  running_test: NullableJson<RunningTest>;
  backfill: NullableJson<BackfillProgress>;
  event_stream: NullableJson<EventStreamProgress>;
  scan_state: ColumnType<ScanState, ScanState | undefined, ScanState>;
  created_at: CreatedAt;
  connected_at: NullableTimestamp;
  /** When somebody asked for the end, which takes a moment. */
  disconnect_requested_at: NullableTimestamp;
  disconnected_at: NullableTimestamp;
}

/** A consent link and what came of it; the row is the outbox of the signal to the workflow. */
export interface ConsentTable {
  id: string;
  connection_id: string;
  /** SHA-256 of the OAuth state: the state itself is never stored. */
  state_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
  outcome: ColumnType<ConsentOutcome | null, ConsentOutcome | null | undefined, ConsentOutcome | null>;
  grant_id: string | null;
  reason: NullableJson<Problem>;
  answered_at: NullableTimestamp;
  delivered_at: NullableTimestamp;
}
/** `failed`: Box answered but its code could not be exchanged. `superseded`: a newer link was issued, or the connection ended. */
export type ConsentOutcome = 'granted' | 'denied' | 'failed' | 'superseded';

/** A token pair, encrypted; at most one grant per connection is `current`. */
export interface GrantTable {
  id: string;
  connection_id: string;
  state: 'pending' | 'current' | 'refused' | 'replaced' | 'revoked';
  /** AES-256-GCM of `{accessToken, refreshToken}`; null once forgotten. */
  tokens: string | null;
  access_expires_at: Timestamp;
  created_at: CreatedAt;
  refreshed_at: NullableTimestamp;
}

export interface BoxUserTable {
  connection_id: string;
  user_id: string;
  login: string;
  name: string;
  role: 'admin' | 'coadmin' | 'user';
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
  outcome: ColumnType<
    'completed' | 'partial' | 'abandoned' | null,
    'completed' | 'partial' | 'abandoned' | null | undefined,
    'completed' | 'partial' | 'abandoned' | null
  >;
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

export interface FolderTable {
  connection_id: string;
  folder_id: string;
  owner_id: string;
  parent_id: string;
  name: string;
  path: string;
  /** Folder ids from the top down to the parent, without the root. */
  ancestor_ids: string[];
  has_collaborations: boolean;
  own_link: NullableJson<SharedLink>;
  /** Who its own collaborations let in; null until they have been asked for. */
  own_collaborators: NullableJson<OwnCollaborators>;
  /** The sharing in force on this folder, inherited included; null until its collaborations are known. */
  sharing: NullableJson<Sharing>;
  state: 'active' | 'trashed' | 'gone';
  /** The last generation that saw it in a listing. */
  generation: number;
  /** The last generation that listed it to the end. */
  listed_generation: number | null;
  observed_at: Timestamp;
}

export interface FileTable {
  connection_id: string;
  file_id: string;
  folder_id: string;
  name: string;
  path: string;
  owner_id: string;
  owner_login: string;
  size: BigInt64;
  sha1: string | null;
  extension: string;
  etag: string | null;
  access: Exposure;
  shared_link: NullableJson<EffectiveLink>;
  has_collaborations: boolean;
  /** Who its own collaborations let in, inherited ones not counted. */
  own_collaborators: Json<OwnCollaborators>;
  state: 'active' | 'trashed' | 'gone';
  created_at: NullableTimestamp;
  modified_at: NullableTimestamp;
  /** When Box was asked for what stands here. */
  scanned_at: Timestamp;
  scan_reason: ScanReason;
  generation: number;
  /** The last time it came through the express lane, and how long after its change, in milliseconds. */
  express_at: NullableTimestamp;
  express_latency_ms: number | null;
  /** The scans before the last one, newest first, at most nine. */
  earlier_scans: Json<readonly EarlierScan[]>;
}

/** A scan of a file before its last one; `scannedAt` is RFC 3339, with whatever offset. */
export interface EarlierScan {
  readonly scannedAt: string;
  readonly reason: ScanReason;
  readonly generation: number;
}

/** A file, folder or user that is to be looked at ahead of the bulk: the record behind the express lane. */
export interface PromotionTable {
  connection_id: string;
  item_type: 'file' | 'folder' | 'user';
  item_id: string;
  owner_id: string | null;
  event_id: string | null;
  event_type: string;
  /** When the change happened at Box. */
  at: Timestamp;
  /** 0: live; 1: seen by the backfill. */
  rank: 0 | 1;
  reason: ScanReason;
  seq: Generated<number>;
  attempts: ColumnType<number, number | undefined, number>;
  parked_at: NullableTimestamp;
  error: NullableJson<Problem>;
}

export interface ActivityTable {
  connection_id: string;
  event_id: string;
  type: string;
  category: ActivityCategory;
  occurred_at: Timestamp;
  actor: NullableJson<Actor>;
  actor_id: string | null;
  item: NullableJson<ActivityItem>;
  item_id: string | null;
  ip: string | null;
  source: 'backfill' | 'stream';
  /** Done by Boxward itself, known by our app's service id. */
  own: boolean;
  raw: Json<object>;
  recorded_at: CreatedAt;
}

/** Calls to Box by purpose and day (UTC): the currency of a Box contract. */
export interface ApiCallTable {
  connection_id: string;
  day: ColumnType<string, string, never>;
  purpose: string;
  calls: BigInt64;
}

export interface ApiTokenTable {
  id: string;
  name: string;
  role: 'admin' | 'operator';
  token_hash: Buffer;
  created_at: CreatedAt;
  revoked_at: NullableTimestamp;
}

/** Who is signed in: the session stands for a token, and ends with it. */
export interface SessionTable {
  /** SHA-256 of what the cookie holds. */
  id_hash: Buffer;
  token_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
}

/** A link that signs somebody in, once, in the place of the token that it was made with. */
export interface SignInLinkTable {
  /** SHA-256 of the code. */
  code_hash: Buffer;
  token_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
}

export interface AuditLogTable {
  id: Generated<number>;
  at: CreatedAt;
  token_id: string;
  action: string;
  target: string;
  detail: NullableJson<object>;
}

export interface IdempotencyKeyTable {
  key_hash: Buffer;
  request_hash: Buffer;
  /** Encrypted: the answer holds a consent link. */
  response: string;
  created_at: CreatedAt;
}

/** Every table of Boxward's database. */
export interface Database {
  connections: ConnectionTable;
  consents: ConsentTable;
  grants: GrantTable;
  box_users: BoxUserTable;
  scans: ScanTable;
  frontier: FrontierTable;
  folders: FolderTable;
  files: FileTable;
  promotions: PromotionTable;
  activities: ActivityTable;
  api_calls: ApiCallTable;
  api_tokens: ApiTokenTable;
  sessions: SessionTable;
  sign_in_links: SignInLinkTable;
  audit_log: AuditLogTable;
  idempotency_keys: IdempotencyKeyTable;
}
