/**
 * What the outside world may know of the workflows: names, ids, inputs, signals, queries and updates.
 * The API, the worker and the tests import from here and from nowhere else in this folder.
 */
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ScanQueueSnapshot } from './scan-queue.js';
import type { ProblemCode } from '../src/domain/problems.js';
import type { TestResult } from '../src/domain/api-test.js';
import type { ConnectionStatus } from '../src/domain/connection.js';
import type { FileModified, Promotion } from '../src/domain/promotion.js';
import type { ScanState } from '../src/domain/scan.js';

/** The task queue of Boxward's workflows, and of all activities but the bulk's. */
export const TASK_QUEUE = 'boxward';
/** The bulk's own: however many connections are crawled, what somebody waits for finds a free slot. */
export const BULK_TASK_QUEUE = 'boxward-bulk';

/** Workflow types, as registered with Temporal. */
export const WORKFLOW_TYPES = {
  connectBox: 'ConnectBoxWorkflow',
  backfillEvents: 'BackfillEventsWorkflow',
  followEvents: 'FollowEventsWorkflow',
  fullScan: 'FullScanWorkflow',
  purge: 'PurgeWorkflow',
} as const;

/** Readable ids, one of each per connection, so that nothing can be started twice. */
export const connectBoxWorkflowId = (connectionId: string): string => `connect-box/${connectionId}`;
export const backfillEventsWorkflowId = (connectionId: string): string => `backfill-events/${connectionId}`;
export const followEventsWorkflowId = (connectionId: string): string => `follow-events/${connectionId}`;
export const purgeWorkflowId = (connectionId: string): string => `purge/${connectionId}`;
export const fullScanWorkflowId = (connectionId: string): string => `full-scan/${connectionId}`;

/** The search attributes that operators filter workflows by. */
export const SEARCH_ATTRIBUTES = {
  connectionId: defineSearchAttributeKey('BoxwardConnectionId', 'KEYWORD'),
  enterprise: defineSearchAttributeKey('BoxwardEnterprise', 'KEYWORD'),
  status: defineSearchAttributeKey('BoxwardStatus', 'KEYWORD'),
} as const;

/** The search attributes of a connection's workflows; `enterprise` is its name, null before the account is known. */
export function searchAttributesOf(
  connectionId: string,
  status: ConnectionStatus,
  enterprise: string | null,
): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connectionId, value: connectionId },
    { key: SEARCH_ATTRIBUTES.status, value: status },
    ...(enterprise === null ? [] : [{ key: SEARCH_ATTRIBUTES.enterprise, value: enterprise }]),
  ]);
}

/** The most files one `fileModified` signal may carry. */
export const MAX_FILES_PER_SIGNAL = 100;

/** ConnectBoxWorkflow: lives as long as the connection. */
export interface ConnectBoxInput {
  readonly connectionId: string;
  readonly name: string;
  /** RFC 3339 UTC: when the first consent link ends. */
  readonly consentExpiresAt: string;
  /** Set by continue-as-new only. */
  readonly carriedOver?: ConnectBoxState;
}

/** What ConnectBoxWorkflow knows, and takes along when it continues as new. No secret is in it. */
export interface ConnectBoxState {
  readonly status: Exclude<ConnectionStatus, 'disconnected'>;
  readonly consentExpiresAt: string | null;
  /** The enterprise's name. */
  readonly enterprise: string | null;
  /** True once the scan has been started. */
  readonly scanning: boolean;
  /** True once backfill and event stream have been started; an account may lack the right to events. */
  readonly followingEvents: boolean;
  /** Consents not yet looked at. */
  readonly callbacks: readonly OAuthCallback[];
  readonly credentialsRejected: boolean;
  /** An admin has asked for the end; null while nobody has. */
  readonly disconnect: { readonly purge: boolean } | null;
}

/** Consent as the callback route saw it. Only references: codes and tokens never enter a workflow's history. */
export type OAuthCallback =
  | { readonly consentId: string; readonly outcome: 'granted'; readonly grantId: string }
  | { readonly consentId: string; readonly outcome: 'denied' }
  | { readonly consentId: string; readonly outcome: 'failed'; readonly problem?: ProblemCode };

/** The live view of a scan that its workflow gives (`progress`). */
export interface ScanProgress {
  readonly state: ScanState | 'parked';
  readonly generation: number | null;
  readonly expressWaiting: number;
  readonly expressInFlight: number;
  readonly slicesInFlight: number;
  readonly spilled: boolean;
}

export const oauthCallback = defineSignal<[OAuthCallback]>('oauthCallback');
/** A new consent link was issued: the wait starts again. */
export const consentLinkIssued = defineSignal<[{ readonly expiresAt: string }]>('consentLinkIssued');
export const credentialsRejected = defineSignal('credentialsRejected');
/** From ConnectBoxWorkflow to its children: go on from where you parked. */
export const credentialsRenewed = defineSignal('credentialsRenewed');
export const disconnect = defineSignal<[{ readonly purge: boolean }]>('disconnect');
export const testApi = defineUpdate<TestResult>('testApi');
export const connection = defineQuery<ConnectBoxState>('connection');

export const fileModified = defineSignal<[readonly FileModified[]]>('fileModified');
/** Folders, users and hand-picked files join the queue through the same door as `fileModified`. */
export const promote = defineSignal<[readonly Promotion[]]>('promote');
/** Promotions wait in Postgres (from the backfill, or because a signal was lost): look there. */
export const promotionsWaiting = defineSignal('promotionsWaiting');
export const pause = defineSignal('pause');
export const resume = defineSignal('resume');
export const restart = defineSignal('restart');
export const progress = defineQuery<ScanProgress>('progress');
/** The head of the express lane in the order it will be served, at most `limit` (default 100). */
export const queueHead = defineQuery<readonly Promotion[], [{ readonly limit?: number }?]>('queueHead');

/** Inputs of the children; `carriedOver` is set by continue-as-new only. */
export interface BackfillEventsInput {
  readonly connectionId: string;
  /** RFC 3339 UTC: events from here … */
  readonly from: string;
  /** … to here are read from Box's long-term log. */
  readonly to: string;
  readonly carriedOver?: { readonly position: string | null; readonly settling: boolean };
}
export interface FollowEventsInput {
  readonly connectionId: string;
  readonly anchor: StreamAnchor;
  /** For tests: how long one poll may go unanswered, in milliseconds (default 6 hours). */
  readonly maxPollMs?: number;
  readonly carriedOver?: { readonly hole: StreamHole | null };
}
/** A stretch that the live stream no longer reaches back to, and how far it was filled from the long-term log. */
export interface StreamHole {
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly to: string;
  readonly position: string | null;
}
/** A place in the live event stream. */
export interface StreamAnchor {
  /** Box's stream position: opaque, 64 bits, hence a string. */
  readonly position: string;
  /** RFC 3339 UTC: when `position` was known to be current. */
  readonly at: string;
}
/** PurgeWorkflow: of a connection that has been disconnected. */
export interface PurgeInput {
  readonly connectionId: string;
}
export interface FullScanInput {
  readonly connectionId: string;
  /** For tests: continue as new after this many history events (default 1,500). */
  readonly maxHistoryEvents?: number;
  readonly carriedOver?: FullScanState;
}
/** What FullScanWorkflow takes along when it continues as new: counters and bounded lists, no more. */
export interface FullScanState {
  readonly paused: boolean;
  readonly restartRequested: boolean;
  readonly generation: number | null;
  /** RFC 3339 UTC: when the next generation is due; null while one runs. */
  readonly nextGenerationAt: string | null;
  readonly queue: ScanQueueSnapshot;
}
