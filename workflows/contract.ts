/**
 * Everything that other code may know of the workflows: names, ids, inputs, signals, queries and updates. Other folders
 * import nothing else from here, and running workflows pin all of it.
 *
 * Start reading at `connect-box.ts`, then `support/parking.ts`: how a workflow waits while Box rejects the credentials.
 */
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { TestResult } from '../src/domain/api-test.js';
import type { ConnectionStatus } from '../src/domain/connection.js';
import type { HealthCode, HealthState } from '../src/domain/health-facts.js';
import type { ProblemCode } from '../src/domain/problems.js';
import type { FileModified, Promotion } from '../src/domain/promotion.js';
import type { ScanFigures, ScanState } from '../src/domain/scan.js';
import type { ScanQueueSnapshot } from './scan-queue.js';

/** The task queue of all workflows, and of all activities but the slices of the bulk scan. */
export const TASK_QUEUE = 'boxward';
/** The task queue of the slices: however many connections are scanned, other activities find a free slot. */
export const BULK_TASK_QUEUE = 'boxward-bulk';

/** Workflow types, as registered with Temporal. */
export const WORKFLOW_TYPES = {
  connectBox: 'ConnectBoxWorkflow',
  backfillEvents: 'BackfillEventsWorkflow',
  followEvents: 'FollowEventsWorkflow',
  fullScan: 'FullScanWorkflow',
  purge: 'PurgeWorkflow',
} as const;

/** The ids of workflows: one of each type per connection, so that nothing is started twice. */
export const connectBoxWorkflowId = (connectionId: string): string => `connect-box/${connectionId}`;
/** The id of BackfillEventsWorkflow. */
export const backfillEventsWorkflowId = (connectionId: string): string => `backfill-events/${connectionId}`;
/** The id of FollowEventsWorkflow. */
export const followEventsWorkflowId = (connectionId: string): string => `follow-events/${connectionId}`;
/** The id of FullScanWorkflow. */
export const fullScanWorkflowId = (connectionId: string): string => `full-scan/${connectionId}`;
/** The id of PurgeWorkflow. */
export const purgeWorkflowId = (connectionId: string): string => `purge/${connectionId}`;

/** The search attributes that operators filter workflows by. */
export const SEARCH_ATTRIBUTES = {
  connectionId: defineSearchAttributeKey('BoxwardConnectionId', 'KEYWORD'),
  /** The name that the admin gave the connection. */
  name: defineSearchAttributeKey('BoxwardConnection', 'KEYWORD'),
  enterprise: defineSearchAttributeKey('BoxwardEnterprise', 'KEYWORD'),
  status: defineSearchAttributeKey('BoxwardStatus', 'KEYWORD'),
  health: defineSearchAttributeKey('BoxwardHealth', 'KEYWORD'),
} as const;

/**
 * The search attributes of a connection's workflows; `enterprise` is its name, null before the account is known. The
 * connection's `name` is set by workflows only: their worker has registered the attribute.
 */
export function searchAttributesOf(
  connectionId: string,
  status: ConnectionStatus,
  enterprise: string | null,
  name: string | null = null,
): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connectionId, value: connectionId },
    { key: SEARCH_ATTRIBUTES.status, value: status },
    ...(name === null ? [] : [{ key: SEARCH_ATTRIBUTES.name, value: name }]),
    ...(enterprise === null ? [] : [{ key: SEARCH_ATTRIBUTES.enterprise, value: enterprise }]),
  ]);
}

// ConnectBoxWorkflow

/** The input of ConnectBoxWorkflow, which runs as long as the connection exists. */
export interface ConnectBoxInput {
  readonly connectionId: string;
  readonly name: string;
  /** RFC 3339 UTC: when the first consent link expires. */
  readonly consentExpiresAt: string;
  /** Set by continue-as-new only. */
  readonly carriedOver?: ConnectBoxState;
}

/** The state of ConnectBoxWorkflow, which continue-as-new carries over. It contains no secrets. */
export interface ConnectBoxState {
  readonly status: Exclude<ConnectionStatus, 'disconnected'>;
  /** RFC 3339 UTC: when the open consent link expires; null if no link is open. */
  readonly consentExpiresAt: string | null;
  /** The enterprise's name; null before the account is known. */
  readonly enterprise: string | null;
  /** Whether the scan has been started. */
  readonly scanning: boolean;
  /** Whether backfill and event stream have been started. An account may lack the permission to read events. */
  readonly followingEvents: boolean;
  /** Consents not handled yet: at most one per link, and one link is open at a time. */
  readonly callbacks: readonly OAuthCallback[];
  /** Whether a child has reported that Box rejects the credentials. */
  readonly credentialsRejected: boolean;
  /** Set once an admin has disconnected the connection. */
  readonly disconnect: { readonly purge: boolean } | null;
  /** When starting the event workflows is tried again. Runs of earlier versions carry none of the following. */
  readonly eventsRetry?: Retry | null;
  /** When Test API, which could not be completed, is run again. */
  readonly testRetry?: Retry | null;
}

/** The next try of something that has failed. */
export interface Retry {
  /** RFC 3339 UTC. */
  readonly at: string;
  /** How often it has failed. */
  readonly failures: number;
}

/** The outcome of a consent link. It refers to a grant in Postgres: codes and tokens never enter a workflow's history. */
export type OAuthCallback =
  | { readonly consentId: string; readonly outcome: 'granted'; readonly grantId: string }
  | { readonly consentId: string; readonly outcome: 'denied' }
  | { readonly consentId: string; readonly outcome: 'failed'; readonly problem?: ProblemCode };

/** A change of a connection's health; `code` is its worst reason, `at` is RFC 3339 UTC. */
export interface HealthChange {
  readonly state: HealthState;
  readonly code: HealthCode | null;
  readonly at: string;
}

/** Signal: the health of the connection has changed. */
export const healthChanged = defineSignal<[HealthChange]>('healthChanged');
/** Signal: Box redirected the admin back from its consent page. Delivered at least once per consent. */
export const oauthCallback = defineSignal<[OAuthCallback]>('oauthCallback');
/** Signal: a new consent link was issued; the workflow waits for it instead of the earlier one. */
export const consentLinkIssued = defineSignal<[{ readonly expiresAt: string }]>('consentLinkIssued');
/** Signal from a child: Box rejects the credentials. */
export const credentialsRejected = defineSignal('credentialsRejected');
/** Signal: an admin disconnects; `purge` also deletes the connection's data. */
export const disconnect = defineSignal<[{ readonly purge: boolean }]>('disconnect');
/** Update: runs Test API. Rejected as `NotConnected` or `BoxUnauthorized`. */
export const testApi = defineUpdate<TestResult>('testApi');
/** Query: the state of the connection. */
export const connection = defineQuery<ConnectBoxState>('connection');

/** Signal from ConnectBoxWorkflow to its children: the credentials are valid again, continue. */
export const credentialsRenewed = defineSignal('credentialsRenewed');

// FollowEventsWorkflow and BackfillEventsWorkflow

/** A position in the live event stream. */
export interface StreamPosition {
  /** Box's stream position: opaque, 64 bits, hence a string. */
  readonly position: string;
  /** RFC 3339 UTC: when `position` was known to be current. */
  readonly at: string;
}

/** A period that the live stream does not cover, and how far it was read from the event log. Times are RFC 3339 UTC. */
export interface StreamGap {
  readonly from: string;
  readonly to: string;
  /** Null at the beginning. */
  readonly position: string | null;
  /** Why it is read (default `lost`); runs of earlier versions carry none of the following. */
  readonly reason?: GapReason;
  /** When it is read next; null: at once. */
  readonly notBefore?: string | null;
  /** How often its pages failed in a row. */
  readonly failures?: number;
  /** How many events were stored that the stream had not delivered. */
  readonly stored?: number;
}

/**
 * `lost`: Box no longer offers our position. `settling`: the end of a lost period, read again for late events.
 * `meanwhile`: the stream cannot be read now. `quiet`: the stream has delivered nothing for long, so the log is asked.
 */
export type GapReason = 'lost' | 'settling' | 'meanwhile' | 'quiet';

/** The input of FollowEventsWorkflow, which reads the live event stream. */
export interface FollowEventsInput {
  readonly connectionId: string;
  /** Where to start. */
  readonly anchor: StreamPosition;
  /** For tests: how long one poll may be retried, in milliseconds (default 6 hours). */
  readonly maxPollMs?: number;
  /** Set by continue-as-new only. */
  readonly carriedOver?: FollowedStream;
}

/** What FollowEventsWorkflow carries over besides its position. Runs of earlier versions carry `hole` only. */
export interface FollowedStream {
  readonly hole: StreamGap | null;
  /** RFC 3339 UTC: since when the stream has failed, and up to when the log was read meanwhile; null if it works. */
  readonly failing?: { readonly since: string; readonly readTo: string } | null;
  /** RFC 3339 UTC: since when the stream has delivered nothing. */
  readonly quietSince?: string;
  readonly newest?: NewestEvent | null;
  /** How many events were stored by all runs. */
  readonly stored?: number;
}

/** The newest event of the stream, and how long after it happened it was received. */
export interface NewestEvent {
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly lagMs: number;
}

/** The input of BackfillEventsWorkflow, which reads the events before consent from the event log. */
export interface BackfillEventsInput {
  readonly connectionId: string;
  /** RFC 3339 UTC: the period to read. */
  readonly from: string;
  readonly to: string;
  /** Set by continue-as-new only; `settling` once the period has been read and only its end is read again. */
  readonly carriedOver?: {
    readonly position: string | null;
    readonly settling: boolean;
    /** How many events earlier runs stored, for Temporal's UI. Runs of earlier versions carry none. */
    readonly stored?: number;
  };
}

// FullScanWorkflow

/** The input of FullScanWorkflow. */
export interface FullScanInput {
  readonly connectionId: string;
  /** For tests: continue as new after this many history events (default 1,500). */
  readonly maxHistoryEvents?: number;
  /** Set by continue-as-new only. */
  readonly carriedOver?: FullScanState;
}

/** The state of FullScanWorkflow, which continue-as-new carries over: counters and bounded lists only. */
export interface FullScanState {
  readonly paused: boolean;
  readonly restartRequested: boolean;
  readonly generation: number | null;
  /** RFC 3339 UTC: when the next generation starts; null while one runs. */
  readonly nextGenerationAt: string | null;
  readonly queue: ScanQueueSnapshot;
  /** The last figures, for Temporal's UI. Runs of earlier versions carry none. */
  readonly figures?: ScanFigures | null;
  /** RFC 3339 UTC: until when changed items were last held, by a pause or by rejected credentials. */
  readonly heldUntil?: string | null;
}

/** The current state of a scan. */
export interface ScanProgress {
  readonly state: ScanState | 'parked';
  readonly generation: number | null;
  readonly expressWaiting: number;
  readonly expressInFlight: number;
  readonly slicesInFlight: number;
  /** Whether promotions may wait in Postgres. */
  readonly spilled: boolean;
}

/** The most files that one `fileModified` signal may carry. */
export const MAX_FILES_PER_SIGNAL = 100;

/** Signal: files have changed and are to be scanned first. */
export const fileModified = defineSignal<[readonly FileModified[]]>('fileModified');
/** Signal: the same for folders, users and files chosen by hand. */
export const promote = defineSignal<[readonly Promotion[]]>('promote');
/** Signal: promotions wait in Postgres, because the backfill found them or because an earlier signal was lost. */
export const promotionsWaiting = defineSignal('promotionsWaiting');
/** Signal: pauses the scan. Activities that are running finish. */
export const pause = defineSignal('pause');
/** Signal: resumes a paused scan. */
export const resume = defineSignal('resume');
/** Signal: abandons the running generation and starts the next one. */
export const restart = defineSignal('restart');
/** Query: the current state of the scan. */
export const progress = defineQuery<ScanProgress>('progress');
/** Query: the first items of the express lane, in the order in which they will be scanned; at most `limit` (default 100). */
export const queueHead = defineQuery<readonly Promotion[], [{ readonly limit?: number }?]>('queueHead');

// PurgeWorkflow

/** The input of PurgeWorkflow, which deletes the data of a connection that has been disconnected. */
export interface PurgeInput {
  readonly connectionId: string;
}
