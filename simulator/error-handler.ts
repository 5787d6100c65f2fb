/** Maps errors to responses: in Box's form on its endpoints, as a plain message under /_sim/. */
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest, ClientError, clientErrorBody, OAuthError, Unauthorized } from './box/http/errors.js';
import { ActionError } from './enterprise/actions/action-error.js';

/** Whether a request is for Box's API or OAuth endpoints, not for the simulator's own. */
export const isBoxRequest = ({ url }: FastifyRequest): boolean => url.startsWith('/2.0/') || url.startsWith('/oauth2/');

/** Throws 400 for a repeated query parameter: no endpoint accepts a list in this form. */
export function assertSingleParameters({ query }: FastifyRequest): void {
  if (typeof query !== 'object' || query === null) return;
  const repeated = Object.entries(query).find(([, value]) => Array.isArray(value));
  if (repeated) throw badRequest('invalid_parameter', `${repeated[0]} is repeated: give it once`);
}

/** Sends the response to an error. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Unauthorized) {
    const reason =
      'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."';
    return reply.code(401).header('www-authenticate', reason).send();
  }
  if (error instanceof OAuthError) {
    const { status, headers, error: code, description } = error;
    return reply.code(status).headers(headers).send({ error: code, error_description: description });
  }
  if (error instanceof ClientError) {
    if (isBoxRequest(request)) reply.header('box-request-id', randomBytes(16).toString('hex'));
    return reply.code(error.status).headers(error.headers).send(bodyOf(request, error));
  }
  if (error instanceof z.ZodError) {
    const message = error.issues.map(({ path, message: text }) => `${path.join('.') || 'body'}: ${text}`).join('; ');
    return reply.code(400).send({ message });
  }
  if (error instanceof ActionError) {
    return reply.code(400).send(bodyOf(request, badRequest('bad_request', error.message)));
  }
  const message = error instanceof Error ? error.message : 'unknown';
  const status = statusOf(error);
  const asOAuth = status < 500 && request.url.startsWith('/oauth2/');
  if (asOAuth) return reply.code(status).send({ error: 'invalid_request', error_description: message });
  return reply.code(status).send(bodyOf(request, new ClientError(status, CODES[status] ?? 'bad_request', message)));
}

/** 4xx if Fastify refused a body that it cannot read, otherwise 500: a bug in the simulator. */
function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

const CODES: Readonly<Record<number, string>> = {
  413: 'request_entity_too_large',
  415: 'unsupported_media_type',
  500: 'internal_server_error',
};

const bodyOf = ({ url }: FastifyRequest, error: ClientError): Record<string, unknown> =>
  url.startsWith('/_sim/') ? { message: error.message } : clientErrorBody(error);
