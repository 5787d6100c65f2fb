/** What the processes of one deployment ask of the shared pace of calls, and report to it. */
import type { Granted, Wanted } from './call-pace.js';

/** The pace of all users together, which counts after Box charged the caller instead of the user. */
export const ALL_USERS = '*';
/** The pace of the bulk scan while it is slowed to fit the month's calls. */
export const MONTH = '#month';
/** How long all users share one pace after Box charged the caller, in milliseconds. */
export const CHARGED_MS = 10 * 60_000;
/**
 * For how long after the wait of a limited user a 429 for another one shows that Box charges the caller, in milliseconds.
 */
export const TOGETHER_MS = 10_000;

/** Whose pace: a user of a connection, or one of the names above. */
export interface PaceKey {
  readonly connectionId: string;
  readonly userId: string;
}

/** A process asks for slots; `spacingMs` is the time between calls at the full rate, in milliseconds. */
export interface PaceAsk extends PaceKey, Wanted {
  readonly spacingMs: number;
}

/** What it was given. */
export interface PaceAnswer extends PaceKey, Granted {
  /** For how long all users of the connection still share one pace, in milliseconds; 0 if they do not. */
  readonly chargedForMs: number;
}

/** Box answered 429 to a call. `retryAfterMs` is the wait that it requested; null if it did not say. */
export interface PaceReport extends PaceKey {
  readonly retryAfterMs: number | null;
  readonly spacingMs: number;
  /** Whether it is certain that Box charges the user: all users together make more calls than it allows one caller. */
  readonly isForUser: boolean;
}

/** The pace that all processes share. */
export interface SharedPace {
  /** Gives slots; one answer for each key, and no key twice. */
  take(asks: readonly PaceAsk[]): Promise<readonly PaceAnswer[]>;
  /** Slows everyone down. No key twice. */
  report(reports: readonly PaceReport[]): Promise<void>;
}
