/** Validates redirect URIs. */

/** The URI to redirect to, or the error on Box's page. */
export type RedirectResult =
  | { readonly kind: 'found'; readonly uri: string }
  | { readonly kind: 'redirect_uri_mismatch' }
  | { readonly kind: 'redirect_uri_missing' };

/**
 * Checks the requested redirect URI against the registered ones, by Box's guide to OAuth 2.0. It must match one of them
 * exactly, except for the port of a loopback address. With a single registered URI, the request may omit it. While none
 * is registered, any http or https URL is accepted.
 */
export function resolveRedirectUri(requested: string | undefined, registered: readonly string[]): RedirectResult {
  const [only, ...more] = registered;
  if (requested === undefined || requested === '') {
    return only !== undefined && more.length === 0 ? { kind: 'found', uri: only } : { kind: 'redirect_uri_missing' };
  }
  const isValid = only === undefined ? isHttp(requested) : registered.some((each) => matches(requested, each));
  return isValid ? { kind: 'found', uri: requested } : { kind: 'redirect_uri_mismatch' };
}

function matches(requested: string, registered: string): boolean {
  if (requested === registered) return true;
  if (!URL.canParse(requested)) return false;
  const [a, b] = [new URL(requested), new URL(registered)];
  if (!isLoopback(a) || !isLoopback(b)) return false;
  for (const url of [a, b]) url.port = '';
  return a.href === b.href;
}

const isHttp = (uri: string): boolean => URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol);
const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
