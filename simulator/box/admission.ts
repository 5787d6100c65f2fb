/** What a call of the API has to pass before its route sees it. */
import type { FastifyRequest } from 'fastify';
import type { State } from '../state.js';
import { callerOf, isOutOfReach, type Caller } from './caller.js';
import { notFound } from './errors.js';
import { limitRate } from './rate-limit.js';
import { requireScope } from './scopes.js';

/**
 * The caller of a request that may be made: by its token, as often, by the app's scopes, and on an item that
 * `as-user` does not hide. Throws what Box answers otherwise.
 */
export function admitted(state: State, request: FastifyRequest): Caller {
  const caller = callerOf(state, request);
  const { pathname: path, searchParams } = new URL(request.url, 'http://simulator');
  limitRate(state, caller, path);
  requireScope(caller, { method: request.method, path, streamType: searchParams.get('stream_type') ?? undefined });
  const item = state.world.item(/^\/2\.0\/(?:files|folders)\/(\d+)/.exec(path)?.[1] ?? '');
  if (item && isOutOfReach(state, caller, item)) throw notFound();
  return caller;
}
