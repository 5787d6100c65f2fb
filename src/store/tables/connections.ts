import type { ColumnType } from 'kysely';
import type { RunningTest, TestResult } from '../../domain/api-test.js';
import type {
  Account,
  BackfillProgress,
  ConnectionStatus,
  ConsentOutcome,
  Coverage,
  Enterprise,
  EventStreamProgress,
} from '../../domain/connection.js';
import type { StoredHealth } from '../../domain/health.js';
import type { Problem } from '../../domain/problems.js';
import type { ScanRequest, ScanState } from '../../domain/scan.js';
import type { BigInt64, CreatedAt, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

type Steering = Exclude<ScanRequest, 'restart'>;

/** A connection to a Box enterprise. */
export interface ConnectionTable {
  id: string;
  name: string;
  provider: 'box';
  status: ConnectionStatus;
  status_reason: NullableJson<Problem>;
  /** When the status last changed; null if that was before this was recorded. */
  status_since: NullableTimestamp;
  /** The health that was stored last, so that its `since` lasts as long as its state. */
  health: NullableJson<StoredHealth>;
  coverage: Coverage | null;
  account: NullableJson<Account>;
  enterprise: NullableJson<Enterprise>;
  last_test: NullableJson<TestResult>;
  /** Null while Test API is not running. */
  running_test: NullableJson<RunningTest>;
  backfill: NullableJson<BackfillProgress>;
  event_stream: NullableJson<EventStreamProgress>;
  scan_state: ColumnType<ScanState, ScanState | undefined, ScanState>;
  /** A pause or a resumption that was requested and has not taken effect yet. */
  scan_requested: ColumnType<Steering | null, Steering | null | undefined, Steering | null>;
  /** When a restart was requested that has not taken effect yet; null if none was. */
  scan_restart_requested_at: NullableTimestamp;
  created_at: CreatedAt;
  connected_at: NullableTimestamp;
  /** The time of the request; disconnecting takes a moment. */
  disconnect_requested_at: NullableTimestamp;
  disconnected_at: NullableTimestamp;
}

/** A consent link and its outcome. The row is also the outbox of the signal to the workflow. */
export interface ConsentTable {
  id: string;
  connection_id: string;
  /** SHA-256 of the OAuth state; the state itself is never stored. */
  state_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
  outcome: ColumnType<ConsentOutcome | null, ConsentOutcome | null | undefined, ConsentOutcome | null>;
  grant_id: string | null;
  reason: NullableJson<Problem>;
  answered_at: NullableTimestamp;
  delivered_at: NullableTimestamp;
}

/** A token pair, encrypted; at most one grant per connection is `current`. */
export interface GrantTable {
  id: string;
  connection_id: string;
  state: 'pending' | 'current' | 'refused' | 'replaced' | 'revoked';
  /** AES-256-GCM of `{accessToken, refreshToken}`; null once deleted. */
  tokens: string | null;
  access_expires_at: Timestamp;
  created_at: CreatedAt;
  refreshed_at: NullableTimestamp;
}

/** The number of calls to Box by purpose and day (UTC). Box plans allot calls per month. */
export interface ApiCallTable {
  connection_id: string;
  day: ColumnType<string, string, never>;
  purpose: string;
  calls: BigInt64;
}

/** The pace of calls for one Box user, which all workers share; times are milliseconds since 1970 by Postgres' clock. */
export interface BoxPaceTable {
  connection_id: string;
  /** A Box user's id; `*` for all users, which counts after Box charged the caller; `#month` for the bulk scan. */
  user_id: string;
  next_at: number;
  level_at: number;
  share: number;
  share_at: number;
  blocked_until: number;
  /** Of `*`: until when the calls of all users share that pace. */
  charged_until: number;
}
