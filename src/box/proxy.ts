import { EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';

/** How long establishing a connection may take, in milliseconds, to Box or to a proxy. */
const CONNECT_MS = 10_000;
/** How long a proxy may take to open a tunnel, in milliseconds. */
const TUNNEL_MS = 30_000;

/** The variables that name a proxy; also read in lower case. */
export const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY'] as const;

/**
 * Creates the connection pool for calls to Box. It goes through the proxy of `HTTPS_PROXY` or `HTTP_PROXY`, except for the
 * hosts in `NO_PROXY`; of each, a name in lower case takes precedence, and an empty value counts as not set. Throws if
 * `proxyAddress` does.
 */
export function createDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  return new EnvHttpProxyAgent({
    connections: 64,
    keepAliveTimeout: 30_000,
    connect: { timeout: CONNECT_MS },
    httpProxy: proxyOf(env, 'HTTP_PROXY'),
    httpsProxy: proxyOf(env, 'HTTPS_PROXY') || proxyOf(env, 'HTTP_PROXY'),
    noProxy: valueOf(env, 'NO_PROXY'),
    clientFactory: (proxy, options) =>
      new Pool(proxy, { ...options, headersTimeout: TUNNEL_MS, bodyTimeout: TUNNEL_MS }),
  });
}

/**
 * Returns the address of a proxy with its scheme, which may be omitted: `proxy.example:8080` is `http://…`. Throws a
 * `TypeError` without the value, which may contain a password, if it is no HTTP proxy.
 */
export function proxyAddress(value: string): string {
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  const isHttp = url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
  if (!isHttp || !isDecodable(url.username) || !isDecodable(url.password)) throw new TypeError('not an HTTP proxy');
  return url.href;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

let shared: Dispatcher | undefined;

/** The pool of this process, with the proxy of its environment (checked in `src/config.ts`). */
export const sharedDispatcher = (): Dispatcher => (shared ??= createDispatcher(process.env));

const proxyOf = (env: NodeJS.ProcessEnv, name: (typeof PROXY_VARIABLES)[number]): string => {
  const value = valueOf(env, name);
  return value === '' ? '' : proxyAddress(value);
};

const valueOf = (env: NodeJS.ProcessEnv, name: string): string => env[name.toLowerCase()] || env[name] || '';
