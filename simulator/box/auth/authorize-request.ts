/** The checks that every API call passes before its route runs. */
import type { FastifyRequest } from 'fastify';
import { itemIdOfCollaboration } from '../../enterprise/collaboration-id.js';
import type { SimItem } from '../../enterprise/model.js';
import { findItem } from '../../enterprise/world/items.js';
import type { State } from '../../state.js';
import { notFound } from '../http/errors.js';
import { authenticate, type Caller, isHiddenByAsUser } from './caller.js';
import { limitRate } from './rate-limit.js';
import { requireScope } from './scopes.js';

/** The item that a path names, directly or by one of its collaborations. */
function itemOfPath({ world }: State, path: string): SimItem | undefined {
  const [, kind, id = ''] = /^\/2\.0\/(files|folders|web_links|collaborations)\/(\d+)/.exec(path) ?? [];
  return findItem(world, kind === 'collaborations' ? (itemIdOfCollaboration(id) ?? '') : id);
}

/**
 * Returns the caller of a request after checking its token, the rate limit, the token's scopes, and that `as-user` does
 * not hide the item. Throws Box's error otherwise.
 */
export function authorizeRequest(state: State, request: FastifyRequest): Caller {
  const caller = authenticate(state, request);
  const { pathname: path, searchParams } = new URL(request.url, 'http://simulator');
  limitRate(state, caller, path);
  requireScope(caller, { method: request.method, path, streamType: searchParams.get('stream_type') ?? undefined });
  const item = itemOfPath(state, path);
  if (item && isHiddenByAsUser(state, caller, item)) throw notFound();
  return caller;
}
