/** Errors in Box's words. */
import { randomBytes } from 'node:crypto';

/** Thrown by routes; rendered once, in `server.ts`. */
export class ClientError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
    /** What Box adds about the parameters or items at fault. */
    readonly contextInfo: Record<string, unknown> | null = null,
  ) {
    super(message);
  }
}

/** OAuth's own form of an error. */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}

/** A bad or expired token: an empty body, and the reason in a header only. */
export class Unauthorized extends Error {}

/** The body of a client error. */
export function clientErrorBody({ status, code, message, contextInfo }: ClientError): Record<string, unknown> {
  return {
    type: 'error',
    status,
    code,
    context_info: contextInfo,
    help_url: 'http://developers.box.com/docs/#errors',
    message,
    request_id: randomBytes(8).toString('hex'),
  };
}

/** 404: there is none, or none that the caller may see. */
export const notFound = (): ClientError => new ClientError(404, 'not_found', 'Not Found');
/** 403: the caller's rights do not go so far. */
export const forbidden = (): ClientError =>
  new ClientError(403, 'access_denied_insufficient_permissions', 'Access denied - insufficient permission');
/** 400, under a code of Box's. */
export const badRequest = (code: string, message: string): ClientError => new ClientError(400, code, message);
