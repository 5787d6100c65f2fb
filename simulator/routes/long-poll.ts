/** Waiting for a user's next event, by Box's guide to long polling. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../box/caller.js';
import { badRequest, notFound } from '../box/errors.js';
import { toPlace } from '../box/event-streams.js';
import type { UserStream } from '../box/user-events.js';
import type { SimUser } from '../enterprise/model.js';
import type { State } from '../state.js';

/** What a waiting client has to know of the streams; places as in `event-streams.ts`. */
export interface News {
  last(type: UserStream): number;
  hasNews(user: SimUser, type: UserStream, after: number): boolean;
}

interface Query {
  readonly stream_type?: string;
  readonly stream_position?: string;
}

const EVERY_MS = 100;

/** Registers `OPTIONS /events` and the address that it hands out, which answers `new_change` or `reconnect`. */
export function longPollRoutes(app: FastifyInstance, state: State, news: News): void {
  const channels = new Map<string, SimUser>();

  app.options<{ Querystring: Query }>('/2.0/events', (request) => {
    const { user } = callerOf(state, request);
    const channel = createHash('sha1').update(`${state.world.size.seed}/channel/${user.id}`).digest('hex').slice(0, 20);
    channels.set(channel, user);
    const type = userStream(request.query.stream_type);
    const url = `${request.protocol}://${request.host}/_realtime/subscribe?channel=${channel}&stream_type=${type}`;
    const server = { type: 'realtime_server', url, ttl: '10', max_retries: '10', retry_timeout: 610 };
    return { chunk_size: 1, entries: [server] };
  });

  app.get<{ Querystring: Query & { readonly channel?: string } }>('/_realtime/subscribe', async (request) => {
    const { channel, stream_type, stream_position } = request.query;
    const user = channels.get(channel ?? '');
    if (!user) throw notFound();
    const type = userStream(stream_type);
    const after = stream_position === 'now' ? news.last(type) : toPlace(stream_position);
    for (let waited = 0; waited < state.settings.longPollMs; waited += EVERY_MS) {
      if (news.hasNews(user, type, after)) return { version: 1, message: 'new_change' };
      if (request.raw.socket.destroyed) break;
      await delay(EVERY_MS);
    }
    return { version: 1, message: 'reconnect' };
  });
}

function userStream(text = 'all'): UserStream {
  if (text === 'all' || text === 'changes' || text === 'sync') return text;
  throw badRequest('bad_request', 'stream_type is not valid');
}
