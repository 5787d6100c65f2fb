import type { FastifyRequest } from 'fastify';
import type { State } from '../../state.js';
import { bearerToken } from '../auth/caller.js';
import type { RequestTarget } from './targets.js';

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

function endpointOf(path: string): RequestTarget['at'] {
  if (path.startsWith('/2.0/')) return 'api';
  return path.startsWith('/oauth2/revoke') ? 'revoke' : 'token';
}
