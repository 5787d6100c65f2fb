/** Where an authorization may lead back to. */

/** The address to lead back to, or what Box's page says instead. */
export type RedirectResult =
  | { readonly kind: 'found'; readonly uri: string }
  | { readonly kind: 'redirect_uri_mismatch' }
  | { readonly kind: 'redirect_uri_missing' };

/**
 * Holds the address asked for against those registered, as Box's guide to OAuth 2.0 has it: it must be one of them
 * exactly, but on the loopback any port is good; one that is registered alone need not be named. While none is
 * registered any http or https address is good.
 */
export function resolveRedirectUri(asked: string | undefined, registered: readonly string[]): RedirectResult {
  const [only, ...more] = registered;
  if (asked === undefined || asked === '') {
    return only !== undefined && more.length === 0 ? { kind: 'found', uri: only } : { kind: 'redirect_uri_missing' };
  }
  const isGood = only === undefined ? isHttp(asked) : registered.some((each) => matches(asked, each));
  return isGood ? { kind: 'found', uri: asked } : { kind: 'redirect_uri_mismatch' };
}

function matches(asked: string, registered: string): boolean {
  if (asked === registered) return true;
  if (!URL.canParse(asked)) return false;
  const [one, other] = [new URL(asked), new URL(registered)];
  if (!isLoopback(one) || !isLoopback(other)) return false;
  for (const url of [one, other]) url.port = '';
  return one.href === other.href;
}

const isHttp = (uri: string): boolean => URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol);
const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
