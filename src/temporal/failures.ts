import { isGrpcServiceError } from '@temporalio/client';

/** Temporal does not respond, or no worker does. The call may still take effect. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';

  constructor(options?: ErrorOptions) {
    super('Temporal, or a worker behind it, does not respond', options);
  }
}

/** The connection has no running scan: it was never connected, or it was disconnected. */
export class ScanNotRunning extends Error {
  override readonly name = 'ScanNotRunning';

  constructor(options?: ErrorOptions) {
    super('No scan is running for this connection', options);
  }
}

/** The connection was disconnected: its workflow has completed and cannot be started again. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';

  constructor(options?: ErrorOptions) {
    super('This connection was disconnected', options);
  }
}

/** Test API cannot run: Box rejected the credentials, or the connection is not connected. */
export class TestRejected extends Error {
  override readonly name = 'TestRejected';

  constructor(
    readonly reason: 'credentials_rejected' | 'not_connected',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The gRPC status codes that matter here (grpc.io, "Status codes"). */
const GRPC = { cancelled: 1, deadlineExceeded: 4, alreadyExists: 6, failedPrecondition: 9, unavailable: 14 } as const;

/** Whether a call took longer than its deadline. */
export function isDeadlineExceeded(error: unknown): boolean {
  return hasGrpcStatus(error, GRPC.deadlineExceeded, GRPC.cancelled);
}

/** Whether a workflow could not be started because its id is taken. */
export function isAlreadyStarted(error: unknown): boolean {
  return hasGrpcStatus(error, GRPC.alreadyExists);
}

/** Converts errors that mean that Temporal or its worker is away to `TemporalUnavailable`; returns others unchanged. */
export function toTemporalFailure(error: unknown): unknown {
  // Temporal reports FAILED_PRECONDITION if no worker polls the task queue of a query or an update.
  const isUnavailable = hasGrpcStatus(error, GRPC.unavailable, GRPC.failedPrecondition) || isDeadlineExceeded(error);
  return isUnavailable ? new TemporalUnavailable({ cause: error }) : error;
}

function hasGrpcStatus(error: unknown, ...statuses: readonly number[]): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const grpc = isGrpcServiceError(error) ? error : isGrpcServiceError(cause) ? cause : null;
  return grpc !== null && statuses.includes(grpc.code);
}
