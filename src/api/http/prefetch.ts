import type { IncomingHttpHeaders } from 'node:http';

/** The headers by which browsers mark a request that no user has made yet: the standard, and what came before it. */
const HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** Whether a browser makes the request ahead of the user: a prefetch, a prerender or a preview (Fetch, `Sec-Purpose`). */
export function isPrefetch(headers: IncomingHttpHeaders): boolean {
  return HEADERS.some((name) => /prefetch|prerender|preview/i.test(String(headers[name] ?? '')));
}
