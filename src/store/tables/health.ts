import type { ObservedPart, WorkerFacts } from '../../domain/health.js';
import type { Problem } from '../../domain/problems.js';
import type { BigInt64, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

/** A worker process, as it last reported itself. */
export interface WorkerTable {
  id: string;
  version: string;
  state: WorkerFacts['state'];
  started_at: Timestamp;
  /** The time of its last report, by Postgres' clock. */
  seen_at: Timestamp;
  /** Since when the worker cannot reach Temporal; null if it can. */
  temporal_failing_since: NullableTimestamp;
  /** The ids of its encryption keys. */
  key_ids: string[];
}

/** What was last observed of a part of a connection. */
export interface ObservationTable {
  connection_id: string;
  part: ObservedPart;
  succeeded_at: NullableTimestamp;
  /** When the first call began that failed after the last success; null after a success. */
  failing_since: NullableTimestamp;
  failed_at: NullableTimestamp;
  failures: BigInt64;
  problem: NullableJson<Problem>;
  retry_at: NullableTimestamp;
}
