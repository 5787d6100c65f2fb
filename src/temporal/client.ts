import { Client, type ConnectionLike } from '@temporalio/client';
import * as contract from '../../workflows/contract.js';
import type { ConnectBoxInput, HealthChange, OAuthCallback } from '../../workflows/contract.js';
import type { TestResult } from '../domain/api-test.js';
import type { Promotion } from '../domain/promotion.js';
import { beginTest, disconnect, signalConnection, signalHealth, startConnection } from './connection-workflow.js';
import { ConnectionEnded } from './failures.js';
import { promote, queueHead, signalPromotionsWaiting, steerScan } from './scan-workflow.js';
import { stopChildren } from './stop-children.js';

export type { ConnectBoxInput, OAuthCallback };

/**
 * Every call of the API and the worker to Temporal. Each throws `TemporalUnavailable` if Temporal or its worker does not
 * respond. Calls that take a `ConnectBoxInput` start the connection's workflow if it was never started.
 */
export interface TemporalClient {
  /** Starts the workflow of a connection. Does nothing if it runs or has completed. */
  startConnection(connection: ConnectBoxInput): Promise<void>;
  /** Delivers the outcome of a consent. Returns false if the connection has ended. */
  signalConsent(connection: ConnectBoxInput, callback: OAuthCallback): Promise<boolean>;
  /** Reports a change of health to the connection's workflow. Does nothing if it was never started or has ended. */
  signalHealth(connectionId: string, change: HealthChange): Promise<void>;
  /** Reports a new consent link. Throws `ConnectionEnded`. */
  signalConsentLink(connection: ConnectBoxInput): Promise<void>;
  /** Ends a connection; `purge` also deletes its data. Throws `ConnectionEnded` if it has ended, unless `purge` is set. */
  disconnect(connection: ConnectBoxInput, purge: boolean): Promise<void>;
  /**
   * Requests a run of Test API. Returns a function that waits for its result: null if it takes longer than `waitMs`.
   * Both throw `TestRejected` and `ConnectionEnded`.
   */
  beginTest(connectionId: string, waitMs: number): Promise<() => Promise<TestResult | null>>;
  /** Pauses, resumes or restarts the scan. Throws `ScanNotRunning`. */
  steerScan(connectionId: string, how: 'pause' | 'resume' | 'restart'): Promise<void>;
  /** Adds items to the express lane of the scan. Throws `ScanNotRunning`. */
  promote(connectionId: string, promotions: readonly Promotion[]): Promise<void>;
  /** Reports to the scan that promotions wait in Postgres. Throws `ScanNotRunning`. */
  signalPromotionsWaiting(connectionId: string): Promise<void>;
  /** The head of the express lane, in the order in which it will be scanned; empty if no scan is running. */
  queueHead(connectionId: string, limit: number): Promise<readonly Promotion[]>;
  /** Cancels backfill, event stream and scan, and waits until all have ended (terminated after 30 s). */
  stopChildren(connectionId: string): Promise<void>;
  /** The id of the connection's workflow, and its page in Temporal's UI; null if the UI's address is not configured. */
  workflowOf(connectionId: string): { readonly id: string; readonly url: string | null };
  /** Whether Temporal responds within 2 s. Never throws. */
  isReachable(): Promise<boolean>;
}

/** How to reach Temporal. */
export interface TemporalClientOptions {
  readonly connection: ConnectionLike;
  readonly namespace: string;
  /** The address of Temporal's UI, for links; null if there is none. */
  readonly uiUrl: string | null;
  /** How long a call may take, in milliseconds; null: no deadline, for activities, which have their own. Default 5 s. */
  readonly deadlineMs?: number | null;
}

const DEADLINE_MS = 5_000;
const REACHABLE_MS = 2_000;

/** A client for one namespace of Temporal. The connection may be lazy; closing it is up to the caller. */
export function createTemporalClient(options: TemporalClientOptions): TemporalClient {
  const { connection, namespace, uiUrl, deadlineMs = DEADLINE_MS } = options;
  const calls = { client: new Client({ connection, namespace }), deadlineMs };
  return {
    startConnection: (input) => startConnection(calls, input),
    signalConsent: (input, callback) => signalConnection(calls, input, contract.oauthCallback, callback),
    async signalConsentLink(input) {
      const link = { expiresAt: input.consentExpiresAt };
      if (!(await signalConnection(calls, input, contract.consentLinkIssued, link))) throw new ConnectionEnded();
    },
    signalHealth: (connectionId, change) => signalHealth(calls, connectionId, change),
    disconnect: (input, purge) => disconnect(calls, input, purge),
    beginTest: (connectionId, waitMs) => beginTest(calls, connectionId, waitMs),
    steerScan: (connectionId, how) => steerScan(calls, connectionId, how),
    promote: (connectionId, promotions) => promote(calls, connectionId, promotions),
    signalPromotionsWaiting: (connectionId) => signalPromotionsWaiting(calls, connectionId),
    queueHead: (connectionId, limit) => queueHead(calls, connectionId, limit),
    stopChildren: (connectionId) => stopChildren(calls, connectionId),
    workflowOf: (connectionId) => workflowOf(connectionId, namespace, uiUrl),
    isReachable: () => isReachable(connection),
  };
}

function workflowOf(connectionId: string, namespace: string, uiUrl: string | null) {
  const id = contract.connectBoxWorkflowId(connectionId);
  const page = `/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
  return { id, url: uiUrl === null ? null : `${uiUrl}${page}` };
}

async function isReachable(connection: ConnectionLike): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + REACHABLE_MS, () => connection.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
