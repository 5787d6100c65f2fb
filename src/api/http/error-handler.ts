/** Renders every error as a problem (RFC 9457). */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isUnavailable } from '../../store/sql/postgres.js';
import { ConnectionEnded, ScanNotRunning, TemporalUnavailable, TestRejected } from '../../temporal/failures.js';
import { ApiError, temporalUnavailable, type ApiErrorExtra } from './problem.js';
import { pathOf } from './request-log.js';

/** Sends an error as a problem. An unexpected error is logged, and the response names only the request's id. */
export function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toApiError(error);
  if (!known) request.log.error({ err: error }, 'request failed');
  else if (known.code === DATABASE_UNAVAILABLE) request.log.warn({ err: error }, 'Postgres is unavailable');
  const { status, code, message, extra } = known ?? internalError(request.id);
  return reply
    .code(status)
    .headers(extra.headers ?? {})
    .type('application/problem+json')
    .send(problemText(status, code, message, extra.errors));
}

/** Sends 404 for an address without a route. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const detail = `There is no route ${request.method} ${pathOf(request.url)}; see /docs.`;
  return sendProblem(new ApiError(404, 'route_not_found', detail), request, reply);
}

/** Sends a problem for bytes that are not an HTTP request: there is a socket, but neither request nor reply. */
export function rejectMalformedRequest(error: ConnectionError, socket: Socket): void {
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const [status, code, detail] = isTooLarge
    ? ([431, 'headers_too_large', 'The request headers are too large.'] as const)
    : ([400, 'invalid_http', 'The request is not valid HTTP.'] as const);
  if (!socket.writable) return;
  const body = problemText(status, code, detail);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: application/problem+json\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

function problemText(status: number, code: string, detail: string, errors?: ApiErrorExtra['errors']): string {
  return JSON.stringify({
    type: `https://boxward.invalid/problems/${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    ...(errors ? { errors } : {}),
  });
}

/** Converts an error to a problem; null for an unexpected error. */
function toApiError(error: FastifyError | Error): ApiError | null {
  if (error instanceof ApiError) return error;
  return fromTemporalFailure(error) ?? fromPostgres(error) ?? fromValidation(error) ?? fromFastify(error);
}

function fromTemporalFailure(error: Error): ApiError | null {
  if (error instanceof TemporalUnavailable) {
    return temporalUnavailable('The background service (Temporal, or a worker) does not respond. Retry shortly.');
  }
  if (error instanceof ScanNotRunning) {
    return new ApiError(409, 'scan_not_running', 'No scan is running for this connection: connect it first.');
  }
  if (error instanceof ConnectionEnded) {
    return new ApiError(409, 'connection_ended', 'This connection was disconnected: create a new one.');
  }
  if (error instanceof TestRejected) {
    const code = error.reason === 'credentials_rejected' ? 'refresh_token_rejected' : 'connection_not_connected';
    return new ApiError(409, code, error.message);
  }
  return null;
}

const DATABASE_UNAVAILABLE = 'database_unavailable';

function fromPostgres(error: Error): ApiError | null {
  if (!isUnavailable(error)) return null;
  const detail = 'Postgres is unavailable or busy. Retry shortly; if the error persists, check /readyz.';
  return new ApiError(503, DATABASE_UNAVAILABLE, detail, { headers: { 'retry-after': '5' } });
}

function fromValidation(error: Error): ApiError | null {
  if (!hasZodFastifySchemaValidationErrors(error)) return null;
  const errors = error.validation.map((issue) => ({
    field: [error.validationContext ?? '', ...issue.instancePath.split('/')].filter(Boolean).join('.'),
    message: issue.message ?? 'is invalid',
  }));
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new ApiError(400, 'invalid_request', detail, { errors });
}

/** Codes and details for Fastify's own errors. */
const FASTIFY_CODES: Readonly<Record<string, readonly [string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The request body is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send the body as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'The body is empty: send JSON, or omit the content type.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'The body is not valid JSON.'],
  FST_ERR_BAD_URL: ['invalid_address', 'The address has a % that is not followed by two hexadecimal digits.'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid_request', 'A part of the path is too long.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_body', 'The length of the body differs from Content-Length.'],
};

function fromFastify(error: FastifyError | Error): ApiError | null {
  const code = 'code' in error ? error.code : undefined;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === undefined) return null;
  const known = code === undefined ? undefined : FASTIFY_CODES[code];
  if (known) return new ApiError(status, ...known);
  if (status === 429) return new ApiError(429, 'too_many_requests', 'Too many requests: wait a minute, then retry.');
  return status >= 400 && status < 500 ? new ApiError(status, 'invalid_request', error.message) : null;
}

function internalError(requestId: string): ApiError {
  const detail = `An unexpected error occurred. The API's log has the details under reqId ${requestId}.`;
  return new ApiError(500, 'internal_error', detail);
}
