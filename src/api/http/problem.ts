import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isUnavailable } from '../../store/sql/postgres.js';
import { ConnectionEnded, ScanNotRunning, TemporalUnavailable, TestRejected } from '../../temporal/failures.js';

/** An error as the API answers it (RFC 9457, application/problem+json). */
export const problemSchema = z
  .object({
    type: z.string().describe('Where this kind of problem is explained'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable; look it up in docs/troubleshooting.md'),
    detail: z.string().describe('What happened, and what to do'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('The fields that need mending'),
  })
  .meta({ id: 'Problem' });

/** Thrown by routes; rendered once, below. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly extra: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly errors?: readonly { readonly field: string; readonly message: string }[];
    } = {},
  ) {
    super(detail);
  }
}

/** Answers an error as a problem. What is ours to mend is logged; the caller is told no more than that. */
export function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toApiError(error);
  if (!known) request.log.error({ err: error }, 'request failed');
  else if (known.code === DATABASE_UNAVAILABLE) request.log.warn({ err: error }, 'Postgres could not be asked');
  const { status, code, message, extra } =
    known ??
    new ApiError(500, 'internal_error', `Something went wrong on our side; the API's log says more at ${request.id}.`);
  return reply
    .code(status)
    .headers(extra.headers ?? {})
    .type('application/problem+json')
    .send(problemText(status, code, message, extra.errors));
}

function problemText(status: number, code: string, detail: string, errors?: ApiError['extra']['errors']): string {
  return JSON.stringify({
    type: `https://boxward.invalid/problems/${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    ...(errors ? { errors } : {}),
  });
}

/** Answers what is no HTTP request at all, where there is neither request nor reply. */
export function refuseConnection(error: ConnectionError, socket: Socket): void {
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const [status, code, detail] = isTooLarge
    ? ([431, 'headers_too_large', 'The headers are larger than the API takes.'] as const)
    : ([400, 'invalid_http', 'This is no HTTP request that can be read.'] as const);
  if (!socket.writable) return;
  const body = problemText(status, code, detail);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: application/problem+json\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

const DATABASE_UNAVAILABLE = 'database_unavailable';

/** Codes for what Fastify itself refuses. */
const FASTIFY_CODES: Readonly<Record<string, readonly [string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than the API takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send the body as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'The body is empty; leave the content type out, or send JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'The body is not JSON.'],
  FST_ERR_BAD_URL: ['invalid_address', 'The address has a % that is followed by no two hexadecimal digits.'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid_request', 'A part of the address is longer than any id.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_body', 'The body is not as long as Content-Length says.'],
};

/** The problem that Temporal is away; `detail` says what to do. */
export function temporalUnavailable(detail: string): ApiError {
  return new ApiError(503, 'workflows_unavailable', detail, { headers: { 'retry-after': '5' } });
}

/** The failures of src/temporal as problems; null for other errors. */
function fromTemporalFailure(error: Error): ApiError | null {
  if (error instanceof TemporalUnavailable) {
    return temporalUnavailable('Temporal, or a worker behind it, does not answer. Try again shortly.');
  }
  if (error instanceof ScanNotRunning) {
    return new ApiError(409, 'scan_not_running', 'This connection has no scan that runs: connect it first.');
  }
  if (error instanceof ConnectionEnded) {
    return new ApiError(409, 'connection_ended', 'This connection was disconnected; create another one.');
  }
  if (error instanceof TestRejected) {
    const code = error.reason === 'credentials_rejected' ? 'refresh_token_rejected' : 'connection_not_connected';
    return new ApiError(409, code, error.message);
  }
  return null;
}

function toApiError(error: FastifyError | Error): ApiError | null {
  if (error instanceof ApiError) return error;
  const ofTemporal = fromTemporalFailure(error);
  if (ofTemporal) return ofTemporal;
  if (isUnavailable(error)) {
    const detail = 'Postgres does not answer, or is too busy. Try again shortly; if it stays so, look at /readyz.';
    return new ApiError(503, DATABASE_UNAVAILABLE, detail, { headers: { 'retry-after': '5' } });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((issue) => ({
      field: [error.validationContext ?? '', ...issue.instancePath.split('/')].filter(Boolean).join('.'),
      message: issue.message ?? 'is not valid',
    }));
    const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
    return new ApiError(400, 'invalid_request', detail, { errors });
  }
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : FASTIFY_CODES[code];
  if (known && statusCode) return new ApiError(statusCode, ...known);
  if (statusCode === 429)
    return new ApiError(429, 'too_many_requests', 'Too many requests; wait a minute and try again.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError(statusCode, 'invalid_request', error.message);
  }
  return null;
}
