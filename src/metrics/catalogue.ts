/** Every metric of Boxward, in one place: its name, type, labels and what it says. docs/operations.md lists the same. */
import { CALL_OUTCOMES } from '../box/call-meter.js';
import { CALL_LANES } from '../domain/call-pace.js';
import { CALL_PURPOSES } from '../box/call-purpose.js';
import { HEALTH_CODES, HEALTH_STATES } from '../domain/health.js';

/** A metric. No label holds an id, a name or a login. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** The values of each label; `ANY` if they are few but not known beforehand. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** The process that serves it. */
  readonly of: 'api' | 'worker' | 'both';
  /** The upper bounds of a histogram's buckets, in seconds. */
  readonly buckets?: readonly number[];
}

const ANY: readonly string[] = [];
/** The lanes of a listing. */
const LISTING_LANES = ['bulk', 'subtree'] as const;
/** From a millisecond to half a minute: what a statement or a call takes. */
const SHORT = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From a tenth of a second to six hours: what a change waits. */
const LONG = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600];

/** The definitions by name. Counters and histograms are of one process, gauges of the deployment are the API's alone. */
export const METRICS = {
  boxward_build_info: {
    type: 'gauge',
    help: 'Always 1, with the version and the process (api, worker)',
    labels: { version: ANY, process: ANY },
    of: 'both',
  },
  boxward_box_calls_total: {
    type: 'counter',
    help: 'Calls to Box by purpose and outcome',
    labels: { purpose: CALL_PURPOSES, outcome: CALL_OUTCOMES },
    of: 'worker',
  },
  boxward_box_call_duration_seconds: {
    type: 'histogram',
    help: 'How long a call to Box took, without its wait for the budget',
    labels: { purpose: CALL_PURPOSES },
    of: 'worker',
    buckets: SHORT,
  },
  boxward_budget_wait_seconds: {
    type: 'histogram',
    help: 'How long a call waited until it fitted the budget of its user, by lane (bulk, live)',
    labels: { lane: CALL_LANES },
    of: 'worker',
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  },
  boxward_files_scanned_total: {
    type: 'counter',
    help: 'Files scanned, by lane: in listings (bulk, subtree) or each by itself (express); bulk leaves out a file that express has scanned before it',
    labels: { lane: [...LISTING_LANES, 'express'] },
    of: 'worker',
  },
  boxward_folders_listed_total: {
    type: 'counter',
    help: 'Folders listed to the end, by lane (bulk, subtree)',
    labels: { lane: LISTING_LANES },
    of: 'worker',
  },
  boxward_page_transaction_seconds: {
    type: 'histogram',
    help: 'How long it took to record a page of a listing in Postgres, with the wait for a connection',
    labels: {},
    of: 'worker',
    buckets: SHORT,
  },
  boxward_rescan_delay_seconds: {
    type: 'histogram',
    help: 'How long a change waited for its priority rescan, by part: box until Box reported it, ours from then on',
    labels: { part: ['box', 'ours'] },
    of: 'worker',
    buckets: LONG,
  },
  boxward_postgres_pool_wait_seconds: {
    type: 'histogram',
    help: 'How long work waited for a connection of a pool',
    labels: { pool: ANY },
    of: 'both',
    buckets: SHORT,
  },
  boxward_postgres_pool_waiting: {
    type: 'gauge',
    help: 'Work that waits for a connection of a pool',
    labels: { pool: ANY },
    of: 'both',
  },
  boxward_postgres_pool_connections: {
    type: 'gauge',
    help: 'Open connections of a pool, by state (used, idle)',
    labels: { pool: ANY, state: ['used', 'idle'] },
    of: 'both',
  },
  boxward_postgres_pool_max_connections: {
    type: 'gauge',
    help: 'The most connections that a pool may open',
    labels: { pool: ANY },
    of: 'both',
  },
  boxward_api_request_duration_seconds: {
    type: 'histogram',
    help: 'How long a request to the API took, by method and class of status; streams of events are left out',
    labels: { method: ANY, status: ANY },
    of: 'api',
    buckets: SHORT,
  },
  boxward_postgres_up: {
    type: 'gauge',
    help: 'Whether the API reaches Postgres',
    labels: {},
    of: 'api',
  },
  boxward_temporal_up: {
    type: 'gauge',
    help: 'Whether the API reaches Temporal',
    labels: {},
    of: 'api',
  },
  boxward_workers: {
    type: 'gauge',
    help: 'Worker processes that work',
    labels: {},
    of: 'api',
  },
  boxward_deployment_health: {
    type: 'gauge',
    help: 'The health of the deployment: 1 for the state that it is in, 0 for the others',
    labels: { state: HEALTH_STATES },
    of: 'api',
  },
  boxward_connections: {
    type: 'gauge',
    help: 'Connections in each state of health, without disconnected ones; the oldest 1,000',
    labels: { state: HEALTH_STATES },
    of: 'api',
  },
  boxward_connection_problems: {
    type: 'gauge',
    help: 'Connections that have a problem, by its code',
    labels: { code: HEALTH_CODES },
    of: 'api',
  },
  boxward_queue_depth: {
    type: 'gauge',
    help: 'What waits to be scanned: changed items (express), folders below changed ones (subtree), folders of the full scan (bulk), and what is parked after failures (parked)',
    labels: { lane: ['express', 'subtree', 'bulk', 'parked'] },
    of: 'api',
  },
  boxward_event_lag_seconds: {
    type: 'gauge',
    help: 'How long after it happened the newest event was received; of all connections, the longest',
    labels: {},
    of: 'api',
  },
  boxward_event_poll_age_seconds: {
    type: 'gauge',
    help: 'The time since the last successful poll of the event stream; of all connections, the longest',
    labels: {},
    of: 'api',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;
