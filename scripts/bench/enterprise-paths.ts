/** The addresses of `enterprises-main.ts`. Pure. */

/** The enterprise and the path at its simulator of an address below /e/<n>/; null for any other. */
export function enterprisePath(url: string): { readonly enterprise: number; readonly path: string } | null {
  const [, digits, path] = /^\/e\/(\d+)(\/.*)$/.exec(url) ?? [];
  return digits === undefined || path === undefined ? null : { enterprise: Number(digits), path };
}

/** The code of a consent that a redirect carries; null if it carries none. */
export function codeIn(location: string): string | null {
  return URL.canParse(location) ? new URL(location).searchParams.get('code') : null;
}

/** The name under which calls are counted: ids in paths make no difference, and queries only the stream of events. */
export function routeOf(method: string, url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://box');
  const stream = searchParams.get('stream_type');
  return `${method} ${pathname.replaceAll(/\/\d+(?=\/|$)/g, '/:id')}${stream === null ? '' : ` (${stream})`}`;
}
