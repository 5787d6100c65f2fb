/** Connections: status, coverage, account, grants and progress. */
import type { Problem } from './problems.js';

/** Every status of a connection, in the order of its life (the states of ConnectBoxWorkflow). */
export const CONNECTION_STATUSES = [
  'awaiting_consent',
  'consent_denied',
  'consent_expired',
  'connecting',
  'testing',
  'connected',
  'needs_reauthorization',
  'disconnected',
] as const;
/** The status of a connection. */
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** Every state of a connection that lists and sums distinguish. */
export const CONNECTION_STATES = ['active', 'disconnected'] as const;
/** Whether a connection is disconnected. `active` is any other status: its files and events are still collected. */
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** Every coverage: all managed users, all but the administrators, or only the account's own files. */
export const COVERAGES = ['full', 'limited', 'own_files'] as const;
/** The users whose files a scan covers. */
export type Coverage = (typeof COVERAGES)[number];

/** Every role of a Box account. */
export const ACCOUNT_ROLES = ['admin', 'coadmin', 'user'] as const;
/** The role of a Box account in its enterprise. */
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** The coverage that each role allows. */
export const COVERAGE_OF_ROLE: Readonly<Record<AccountRole, Coverage>> = {
  admin: 'full',
  coadmin: 'limited',
  user: 'own_files',
};

/** The Box account that gave consent. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: AccountRole;
}

/** The Box enterprise that the account belongs to. */
export interface Enterprise {
  readonly id: string;
  readonly name: string;
}

/** The tokens of a grant. They are never logged and never reach a workflow; a refresh token works once. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Every outcome of a consent link. */
export const CONSENT_OUTCOMES = ['granted', 'denied', 'failed', 'superseded'] as const;
/**
 * The outcome of a consent link. `failed`: Box redirected back, but its code could not be exchanged. `superseded`: a
 * newer link was issued, or the connection was disconnected.
 */
export type ConsentOutcome = (typeof CONSENT_OUTCOMES)[number];

/** Something that keeps failing and is retried without help; times are RFC 3339 UTC. */
export interface OngoingProblem extends Problem {
  readonly failingSince: string;
  readonly lastFailedAt: string;
  /** Null if no time is known. */
  readonly nextTryAt: string | null;
  /** What Box responded: status, code and request id; null if there was no response. */
  readonly boxSaid: string | null;
}

/** Every state of a backfill; `failing`: its last calls failed, and it is retried. */
export const BACKFILL_STATES = ['waiting', 'running', 'failing', 'done', 'unavailable'] as const;

/** The progress of a backfill; times are RFC 3339 UTC. */
export interface BackfillProgress {
  readonly state: (typeof BACKFILL_STATES)[number];
  readonly from: string;
  readonly to: string;
  readonly reachedAt: string | null;
  readonly events: number;
  readonly finishedAt: string | null;
  /** Why its last call failed; null if it succeeded. Missing in rows of earlier versions. */
  readonly problem?: OngoingProblem | null;
}

/** Every state of an event stream; `failing`: its last polls failed, and it is retried. */
export const EVENT_STREAM_STATES = ['waiting', 'following', 'failing', 'unavailable'] as const;

/** The progress of the live event stream; times are RFC 3339 UTC. Rows of earlier versions lack the optional fields. */
export interface EventStreamProgress {
  readonly state: (typeof EVENT_STREAM_STATES)[number];
  /** The last poll that succeeded. */
  readonly lastPolledAt: string | null;
  readonly lastEventAt: string | null;
  readonly events: number;
  /** Gaps that were filled from the long-term log after an outage: newest last, at most ten. */
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
  /** Why the last poll failed; null if it succeeded. */
  readonly problem?: OngoingProblem | null;
  /** How long after it happened the newest event was received, in milliseconds; null before the first event. */
  readonly lagMs?: number | null;
  /** Entries of the stream and of the log that are not events, or that could not be stored: counted, then passed over. */
  readonly unreadable?: number;
}
