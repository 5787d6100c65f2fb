import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { ConnectBoxInput, ConnectBoxState } from '../contract.js';

/** Every status of a connection before its end. */
export type ActiveStatus = ConnectBoxState['status'];

/** One run of ConnectBoxWorkflow. All of it but id and name is carried over to the next run. */
export interface Connection extends Mutable<ConnectBoxState> {
  readonly id: string;
  readonly name: string;
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The state of a connection whose first consent link was just issued. */
export function initialState({ consentExpiresAt }: ConnectBoxInput): ConnectBoxState {
  return {
    status: 'awaiting_consent',
    consentExpiresAt,
    enterprise: null,
    scanning: false,
    followingEvents: false,
    callbacks: [],
    credentialsRejected: false,
    disconnect: null,
    eventsRetry: null,
    testRetry: null,
  };
}

/** The state as the query `connection` returns it and continue-as-new carries it over. */
export function stateOf(connection: Connection): ConnectBoxState {
  return {
    status: connection.status,
    consentExpiresAt: connection.consentExpiresAt,
    enterprise: connection.enterprise,
    scanning: connection.scanning,
    followingEvents: connection.followingEvents,
    callbacks: connection.callbacks,
    credentialsRejected: connection.credentialsRejected,
    disconnect: connection.disconnect,
    eventsRetry: connection.eventsRetry ?? null,
    testRetry: connection.testRetry ?? null,
  };
}

/** The status in which a connection waits for consent: `needs_reauthorization` if it has been connected before. */
export function waitingStatus(connection: Connection, first: ActiveStatus = 'awaiting_consent'): ActiveStatus {
  return connection.scanning ? 'needs_reauthorization' : first;
}

/** Runs a step. If the connection is disconnected meanwhile, cancels the step and returns undefined: Box may be away. */
export async function raceDisconnect<T>(connection: Connection, step: () => Promise<T>): Promise<T | undefined> {
  const scope = new CancellationScope();
  const disconnected = condition(() => connection.disconnect !== null).then(() => undefined);
  const done = scope.run(step);
  const result = await Promise.race([done, disconnected]);
  if (connection.disconnect) {
    scope.cancel();
    await done.catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }
  return result;
}

/**
 * Waits until a condition holds, or until a time (RFC 3339 UTC; null: no limit). Returns whether the condition holds.
 * `summary` names the timer in Temporal's UI.
 */
export async function conditionUntil(isMet: () => boolean, until: string | null, summary: string): Promise<boolean> {
  if (until !== null) return condition(isMet, Math.max(Date.parse(until) - Date.now(), 1), { summary });
  await condition(isMet);
  return true;
}
