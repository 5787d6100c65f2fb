import { EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';

/** How long establishing a connection may take, in milliseconds, to Box or to a proxy. */
const CONNECT_MS = 10_000;
/** How long a proxy may take to open a tunnel, in milliseconds. */
const TUNNEL_MS = 30_000;

/**
 * Creates the connection pool for calls to Box. It goes through the proxy of `HTTPS_PROXY` or `HTTP_PROXY`, except for the
 * hosts in `NO_PROXY`; of each, a name in lower case takes precedence, and an empty value counts as not set.
 */
export function createDispatcher(env: NodeJS.ProcessEnv): Dispatcher {
  return new EnvHttpProxyAgent({
    connections: 64,
    keepAliveTimeout: 30_000,
    connect: { timeout: CONNECT_MS },
    httpProxy: valueOf(env, 'HTTP_PROXY'),
    httpsProxy: valueOf(env, 'HTTPS_PROXY') || valueOf(env, 'HTTP_PROXY'),
    noProxy: valueOf(env, 'NO_PROXY'),
    clientFactory: (proxy, options) =>
      new Pool(proxy, { ...options, headersTimeout: TUNNEL_MS, bodyTimeout: TUNNEL_MS }),
  });
}

let shared: Dispatcher | undefined;

/** The pool of this process, with the proxy of its environment (checked in `src/config.ts`). */
export const sharedDispatcher = (): Dispatcher => (shared ??= createDispatcher(process.env));

const valueOf = (env: NodeJS.ProcessEnv, name: string): string => env[name.toLowerCase()] || env[name] || '';
