/** Errors of Box's API. */
import { randomBytes } from 'node:crypto';

/** An error response with Box's error body. Routes throw it; `error-handler.ts` renders it. */
export class ClientError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
    /** Details about the parameters or items at fault. */
    readonly contextInfo: Record<string, unknown> | null = null,
  ) {
    super(message);
  }
}

/** An error response in the form of OAuth 2.0. */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
    readonly status = 400,
    readonly headers: Record<string, string> = {},
  ) {
    super(description);
  }
}

/** 401 for an invalid or expired token: the body is empty, and the reason is in a header. */
export class Unauthorized extends Error {}

/** The body of an error response. */
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

/** 404: it does not exist, or the caller may not see it. */
export const notFound = (): ClientError => new ClientError(404, 'not_found', 'Not Found');
/** 403: the caller lacks a permission. */
export const forbidden = (): ClientError =>
  new ClientError(403, 'access_denied_insufficient_permissions', 'Access denied - insufficient permission');
/** 400 with a code of Box's. */
export const badRequest = (code: string, message: string): ClientError => new ClientError(400, code, message);
