/** What is known of connections and of the deployment, and how their health is expressed. */
import type { BackfillProgress, ConnectionStatus, Coverage, EventStreamProgress } from './connection.js';
import { HEALTH_CATALOGUE } from './health-catalogue.js';
import type { MonthlyPlan } from './monthly-calls.js';
import type { Problem } from './problems.js';
import type { ScanState } from './scan.js';

/** Every state of health, from best to worst. */
export const HEALTH_STATES = ['healthy', 'degraded', 'stalled', 'action_required'] as const;
/**
 * `degraded`: works, but slower or with something missing; `stalled`: stands still, and continues by itself once the
 * cause is gone; `action_required`: stands still until an admin acts.
 */
export type HealthState = (typeof HEALTH_STATES)[number];

/** The code of a reason: a problem of the catalogue. */
export type HealthCode = keyof typeof HEALTH_CATALOGUE;
/** Every code, the worst of the same state first. */
export const HEALTH_CODES = Object.keys(HEALTH_CATALOGUE) as readonly HealthCode[];

/** Why a connection is not healthy; `since` is RFC 3339 UTC. */
export interface HealthReason {
  readonly code: HealthCode;
  readonly state: Exclude<HealthState, 'healthy'>;
  readonly message: string;
  readonly remedy: string | null;
  readonly since: string;
}

/** The health of a connection or of the deployment; the worst reason comes first. */
export interface Health {
  readonly state: HealthState;
  /** RFC 3339 UTC: since when the state lasts. */
  readonly since: string;
  readonly reasons: readonly HealthReason[];
}

/** The part of the health that is stored, so that `since` lasts as long as the state. */
export interface StoredHealth {
  readonly state: HealthState;
  readonly since: string;
  /** The worst first; none if healthy. */
  readonly reasons: readonly Pick<HealthReason, 'code' | 'since'>[];
}

/**
 * The parts of a connection that its worker observes. `box`: calls to Box other than for events; `listing`: the calls of
 * the scan; `slices`, `express`, `test`: the activities of that work.
 */
export const OBSERVED_PARTS = ['box', 'listing', 'slices', 'express', 'test'] as const;
/** A part of a connection that its worker observes. */
export type ObservedPart = (typeof OBSERVED_PARTS)[number];
/** All parts: the reading of events records its own successes and failures. */
type Part = ObservedPart | 'stream' | 'backfill';

/** What was last observed of a part. */
export interface Observation {
  readonly succeededAt: Date | null;
  /** When the first call began that failed after the last success; null after a success. */
  readonly failingSince: Date | null;
  readonly failedAt: Date | null;
  readonly failures: number;
  /** The problem of the last failure; null after a success. */
  readonly problem: Problem | null;
  /** When the next attempt is due, if that is known. */
  readonly retryAt: Date | null;
}

/** What is known of one connection. */
export interface ConnectionFacts {
  readonly status: ConnectionStatus;
  readonly statusReason: Problem | null;
  /** Since when the connection has had its status. */
  readonly statusSince: Date;
  readonly createdAt: Date;
  /** When consent was last granted. */
  readonly connectedAt: Date | null;
  readonly disconnectRequestedAt: Date | null;
  readonly disconnectedAt: Date | null;
  readonly coverage: Coverage | null;
  /** How many checks of the last Test API failed, and when it ended; null before the first. */
  readonly lastTest: { readonly failedChecks: number; readonly finishedAt: Date } | null;
  readonly eventStream: Pick<EventStreamProgress, 'state'> | null;
  readonly backfill: Pick<BackfillProgress, 'state'> | null;
  readonly scan: {
    readonly state: ScanState;
    /** When the newest generation began and ended. */
    readonly startedAt: Date | null;
    readonly endedAt: Date | null;
    readonly areUsersListed: boolean;
    readonly hasPendingFolders: boolean;
    readonly parkedFolders: number;
    readonly parkedItems: number;
    readonly parkedSince: Date | null;
    /** Users who are skipped although they are active at Box. */
    readonly skippedUsers: number;
    readonly unreadableEntries: number;
    readonly endlessListings: number;
    readonly usersListingIncomplete: boolean;
    /** Since when entries could not be read, a listing does not end, or the users could not be listed to the end. */
    readonly unseenSince: Date | null;
  };
  /** The month's calls and what is planned of them; null or absent without BOX_MONTHLY_API_CALLS. */
  readonly monthlyCalls?: (MonthlyPlan & { readonly used: number; readonly perMonth: number }) | null;
  /** The id of the key that sealed the tokens, if this deployment does not have it. */
  readonly missingKeyId: string | null;
  readonly observed: Readonly<Partial<Record<Part, Observation>>>;
}

/** A worker process as it reported itself. */
export interface WorkerFacts {
  readonly state: 'running' | 'draining' | 'stopped';
  readonly seenAt: Date;
  /** Since when the worker cannot reach Temporal. */
  readonly temporalFailingSince: Date | null;
}

/** What is known of the deployment. */
export interface DeploymentFacts {
  readonly workers: readonly WorkerFacts[];
  /** Since when this process cannot reach Temporal, or Postgres; null if it can. */
  readonly temporalFailingSince: Date | null;
  readonly postgresFailingSince: Date | null;
  readonly areMigrationsPending: boolean;
  /** When this process began to observe. */
  readonly observedSince: Date;
  readonly pollMaxMs: number;
  readonly scanIntervalMs: number;
}
