/** Waiting for a user's next event, by Box's guide to long polling. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { authenticate, type Caller } from '../box/auth/caller.js';
import { indexOfPosition } from '../box/events/event-streams.js';
import type { UserStream } from '../box/events/user-events.js';
import { badRequest, notFound } from '../box/http/errors.js';
import type { State } from '../state.js';

/** Who waits: a user, and the account on whose token. */
export type PollingClient = Pick<Caller, 'account' | 'user'>;

/** What a waiting client has to know of the streams; places as in `event-streams.ts`. */
export interface EventReader {
  last(type: UserStream): number;
  /** Whether something came for a user after a place, and up to where that was looked for. */
  findNew(who: PollingClient, type: UserStream, after: number): { readonly hasNews: boolean; readonly upTo: number };
}

interface Query {
  readonly stream_type?: string;
  readonly stream_position?: string;
}

const EVERY_MS = 100;

/** Registers `OPTIONS /events` and the address that it hands out, which answers `new_change` or `reconnect`. */
export function longPollRoutes(app: FastifyInstance, state: State, news: EventReader): void {
  const channels = new Map<string, PollingClient>();

  app.options<{ Querystring: Query }>('/2.0/events', (request) => {
    const { account, user } = authenticate(state, request);
    const name = `${state.world.size.seed}/channel/${account.id}/${user.id}`;
    const channel = createHash('sha1').update(name).digest('hex').slice(0, 20);
    channels.set(channel, { account, user });
    const type = userStream(request.query.stream_type);
    const url = `${request.protocol}://${request.host}/_realtime/subscribe?channel=${channel}&stream_type=${type}`;
    const server = { type: 'realtime_server', url, ttl: '10', max_retries: '10', retry_timeout: 610 };
    return { chunk_size: 1, entries: [server] };
  });

  app.get<{ Querystring: Query & { readonly channel?: string } }>('/_realtime/subscribe', async (request) => {
    const { channel, stream_type, stream_position } = request.query;
    const listener = channels.get(channel ?? '');
    if (!listener) throw notFound();
    const type = userStream(stream_type);
    let after = stream_position === 'now' ? news.last(type) : indexOfPosition(stream_position);
    for (let waited = 0; waited < state.settings.longPollMs; waited += EVERY_MS) {
      const { hasNews, upTo } = news.findNew(listener, type, after);
      if (hasNews) return { version: 1, message: 'new_change' };
      // What was looked through once is not looked through again.
      after = upTo;
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
