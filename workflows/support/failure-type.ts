import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** The type of the application failure that made an activity fail; null for other errors. */
export function failureType(error: unknown): string | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.type ?? null) : null;
}
