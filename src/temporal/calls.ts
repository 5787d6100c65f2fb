import type { Client, WorkflowClient } from '@temporalio/client';
import { toTemporalFailure } from './failures.js';

/** A connected client, and how long each of its calls may take. */
export interface TemporalCalls {
  readonly client: Client;
  /** In milliseconds; null: no deadline. */
  readonly deadlineMs: number | null;
}

/** Makes a call within the client's deadline. Throws `TemporalUnavailable`. */
export async function callTemporal<T>(
  { client, deadlineMs }: TemporalCalls,
  call: (workflows: WorkflowClient) => Promise<T>,
): Promise<T> {
  try {
    if (deadlineMs === null) return await call(client.workflow);
    return await client.connection.withDeadline(Date.now() + deadlineMs, () => call(client.workflow));
  } catch (error) {
    throw toTemporalFailure(error);
  }
}
