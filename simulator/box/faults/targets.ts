/** Which requests a fault applies to. */
import type { FastifyRequest } from 'fastify';
import type { State } from '../../state.js';
import { bearerToken } from '../auth/caller.js';
import type { ENDPOINTS, FaultSelection } from './kinds.js';

/** A request, as far as faults select by it. */
export interface RequestTarget {
  /** "METHOD /path?query". */
  readonly route: string;
  readonly at: (typeof ENDPOINTS)[number];
  /** The user that the request acts as; null if its token is not valid. */
  readonly userId: string | null;
  /** The file, folder, collaboration or user that the path names. */
  readonly itemId: string | null;
  readonly asUser: boolean;
  readonly stream: string | null;
  /** The marker of the page that the request reads; null for the first page. */
  readonly marker: string | null;
  /** The stream position that the request reads from; "0" for none. */
  readonly position: string;
}

/** The target of a request, before its token is checked. */
export function targetOf({ sessions }: Pick<State, 'sessions'>, request: FastifyRequest): RequestTarget {
  const { pathname, searchParams } = new URL(request.url, 'http://box.example');
  const asUser = request.headers['as-user'];
  const isAsUser = typeof asUser === 'string';
  const holder = sessions.holderOf(bearerToken(request) ?? '');
  return {
    route: `${request.method} ${request.url}`,
    at: endpointOf(pathname),
    userId: holder && isAsUser ? asUser : (holder?.userId ?? null),
    itemId: /^\/2\.0\/[a-z_]+\/(\d+)/.exec(pathname)?.[1] ?? null,
    asUser: isAsUser,
    // Box's default.
    stream: pathname === '/2.0/events' ? (searchParams.get('stream_type') ?? 'all') : null,
    marker: searchParams.get('marker'),
    position: searchParams.get('stream_position') ?? '0',
  };
}

/** Whether a fault applies to a request. */
export const appliesTo = (fault: FaultSelection, target: RequestTarget): boolean =>
  (fault.route === undefined || target.route.includes(fault.route)) &&
  (['at', 'userId', 'itemId', 'asUser', 'stream'] as const).every(
    (name) => fault[name] === undefined || fault[name] === target[name],
  );

function endpointOf(path: string): RequestTarget['at'] {
  if (path.startsWith('/2.0/')) return 'api';
  return path.startsWith('/oauth2/revoke') ? 'revoke' : 'token';
}
