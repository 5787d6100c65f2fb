/** Long polling for a user's next event ("Long polling", Box's guide). */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { authenticate, type Caller } from '../box/auth/caller.js';
import { indexOfPosition } from '../box/events/event-streams.js';
import type { UserStream } from '../box/events/user-events.js';
import { badRequest, notFound } from '../box/http/errors.js';
import type { State } from '../state.js';

/** The user whose events are polled, and the account of the token. */
export type PollingClient = Pick<Caller, 'account' | 'user'>;

/** Reads the user streams. Indexes are those of `event-streams.ts`. */
export interface EventReader {
  /** The index of the newest event. */
  last(type: UserStream): number;
  /** Whether the user has new events after an index, and the index up to which the stream was searched. */
  findNew(client: PollingClient, type: UserStream, after: number): { readonly hasNews: boolean; readonly upTo: number };
}

interface Query {
  readonly stream_type?: string;
  readonly stream_position?: string;
}

const POLL_INTERVAL_MS = 100;

/** Registers `OPTIONS /events` and the URL that it returns, which responds with `new_change` or `reconnect`. */
export function longPollRoutes(app: FastifyInstance, state: State, reader: EventReader): void {
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
    const client = channels.get(channel ?? '');
    if (!client) throw notFound();
    const type = userStream(stream_type);
    let after = stream_position === 'now' ? reader.last(type) : indexOfPosition(stream_position);
    for (let waited = 0; waited < state.settings.longPollMs; waited += POLL_INTERVAL_MS) {
      const { hasNews, upTo } = reader.findNew(client, type, after);
      if (hasNews) return { version: 1, message: 'new_change' };
      // Do not search the same events again.
      after = upTo;
      if (request.raw.socket.destroyed) break;
      await delay(POLL_INTERVAL_MS);
    }
    return { version: 1, message: 'reconnect' };
  });
}

function userStream(text = 'all'): UserStream {
  if (text === 'all' || text === 'changes' || text === 'sync') return text;
  throw badRequest('bad_request', 'stream_type is not valid');
}
