/** One HTTP exchange with Box: timeouts, a limited body, and a typed error for every failure of the network. */
import { request, type Dispatcher } from 'undici';
import type { Answer } from './answers.js';
import { unavailable } from './errors.js';
import { networkFailure } from './network-failure.js';
import { sharedDispatcher } from './proxy.js';
import { readText } from './read-text.js';

/** The limits of an exchange; times in milliseconds. */
export interface SendLimits {
  /** The longest wait for the response headers, and between two pieces of the body. */
  readonly idleMs: number;
  /** The longest time for the whole exchange, with the time to connect. */
  readonly totalMs: number;
  readonly maxBytes: number;
}

/** A request; `body` is sent as a form by POST, without one the request is a GET. */
export interface SendRequest extends SendLimits {
  readonly url: URL | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: URLSearchParams;
  readonly signal?: AbortSignal;
  /** The connection pool; by default that of the process. */
  readonly dispatcher?: Dispatcher;
}

/** Sends a request. Throws `BoxUnavailable` if there is no complete response, or the reason of the abort. */
export async function send(options: SendRequest): Promise<Answer> {
  const { url, form, signal, idleMs, totalMs, maxBytes } = options;
  const until = Date.now() + totalMs;
  const deadline = linkedAbort(signal, totalMs);
  try {
    const response = await request(url, {
      method: form ? 'POST' : 'GET',
      dispatcher: options.dispatcher ?? sharedDispatcher(),
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
      signal: deadline.signal,
      headers: {
        accept: 'application/json',
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...options.headers,
      },
      ...(form ? { body: form.toString() } : {}),
    });
    const body = await readText(response.body, { maxBytes, until });
    const header = (name: string): string | null => {
      const value = response.headers[name];
      return Array.isArray(value) ? value.join(', ') : (value ?? null);
    };
    return {
      status: response.statusCode,
      contentType: header('content-type'),
      wwwAuthenticate: header('www-authenticate'),
      requestId: header('box-request-id') || null,
      retryAfter: header('retry-after'),
      date: header('date'),
      body,
    };
  } catch (error) {
    // An abort is the caller's own. Any other error is a failure of the network or of something on the way to Box.
    if (signal?.aborted) throw error;
    throw deadline.signal.aborted ? unavailable() : networkFailure(error);
  } finally {
    deadline.release();
  }
}

/**
 * A signal that aborts with the caller's, or after `ms`. Not `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 a
 * timeout that is only a source of it can be garbage-collected before it fires.
 */
function linkedAbort(signal: AbortSignal | undefined, ms: number): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}
