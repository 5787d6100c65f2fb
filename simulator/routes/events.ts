/** The event streams: two of the enterprise, three of each user. */
import type { FastifyInstance } from 'fastify';
import { createArrivals, eventOf } from '../enterprise/events/arrivals.js';
import { ACME } from '../enterprise/generated/enterprise.js';
import type { SimEvent } from '../enterprise/events/enterprise-events.js';
import type { SimUser } from '../enterprise/model.js';
import { badRequest, forbidden } from '../box/http/errors.js';
import { callerOf, isOutOfReach } from '../box/auth/caller.js';
import type { Asked } from '../box/faults/faults.js';
import { may } from '../box/auth/privileges.js';
import {
  isStreamType,
  lastPlace,
  readPage,
  toPlace,
  toPosition,
  type StreamType,
} from '../box/events/event-streams.js';
import { concerns, userEventName, userEventView, type UserStream } from '../box/events/user-events.js';
import type { State } from '../state.js';
import { longPollRoutes, type Listener } from './long-poll.js';

interface Query {
  readonly stream_type?: string;
  readonly stream_position?: string;
  readonly limit?: string;
  readonly created_after?: string;
  readonly created_before?: string;
  readonly event_type?: string;
}

/** Which events of a stream an answer holds, and in what words. */
interface Telling {
  /** Nothing is told from before this time, epoch milliseconds. */
  readonly since: number | null;
  readonly wants: (event: SimEvent) => boolean;
  readonly view: (event: SimEvent) => Record<string, unknown>;
}

/** Registers `GET /events`, and `OPTIONS /events` for waiting. */
export function eventRoutes(app: FastifyInstance, state: State): void {
  const { log, settings, faults, world } = state;
  const arrivals = createArrivals(log, () => faults.strikesEvent('lateEvents')?.ms ?? 0);
  let answers = 0;
  longPollRoutes(app, state, {
    last: (type) => lastPlace(state, arrivals, type),
    look: (who, type, after) => {
      const { wants } = userTelling(who, type);
      const { events, next } = readPage(state, arrivals, { type, after, limit: 1, wants });
      return { hasNews: events.length > 0, upTo: next };
    },
  });

  app.get<{ Querystring: Query }>('/2.0/events', (request, reply) => {
    const caller = callerOf(state, request);
    const { query } = request;
    const type = query.stream_type ?? 'all';
    if (!isStreamType(type)) throw badRequest('bad_request', 'stream_type is not valid');
    const telling = isEnterprise(type) ? enterpriseTelling(caller.user, type, query) : userTelling(caller, type);
    const isNow = query.stream_position === 'now';
    const page = isNow
      ? { events: [], next: lastPlace(state, arrivals, type) }
      : readPage(state, arrivals, {
          type,
          after: toPlace(query.stream_position),
          limit: limitOf(query.limit),
          since: telling.since,
          wants: telling.wants,
        });
    const asked = { route: `${request.method} ${request.url}`, userId: caller.user.id };
    const told = type === 'admin_logs' ? page.events : disturbed(page.events, telling, asked);
    const position = !isNow && told.length === 0 && settings.zeroWhenEmpty ? '0' : toPosition(page.next);
    const entries = JSON.stringify(told.map((event) => telling.view(event)));
    const body = `{"chunk_size":${told.length},"next_stream_position":${written(position)},"entries":${entries}}`;
    return reply.type('application/json').send(body);
  });

  function enterpriseTelling(user: SimUser, type: StreamType, query: Query): Telling {
    // What happens is recorded of the one enterprise only.
    if (!may(settings, user, 'Run new reports') || user.enterprise.id !== ACME.id) throw forbidden();
    const types = query.event_type ? new Set(query.event_type.split(',')) : null;
    const after = type === 'admin_logs' ? time(query.created_after) : null;
    const before = type === 'admin_logs' ? time(query.created_before) : null;
    return {
      since: after,
      wants: ({ at, type: name }) =>
        (after === null || at >= after) && (before === null || at <= before) && (!types || types.has(name)),
      view: ({ json }) => json,
    };
  }

  function userTelling(who: Listener, type: UserStream): Telling {
    return {
      since: null,
      wants: (event) =>
        userEventName(event, type) !== undefined &&
        concerns(world, who.user, event) &&
        !isOutOfReach(state, who, { ownerId: event.ownerId ?? who.user.id }),
      view: (event) => userEventView(world, event, userEventName(event, type) ?? ''),
    };
  }

  /** Box gives positions as numbers or as strings; both are met. */
  function written(position: string): string {
    answers += 1;
    const isNumber = settings.positions === 'number' || (settings.positions === 'alternating' && answers % 2 === 0);
    return isNumber ? position : `"${position}"`;
  }

  /** All streams but `admin_logs` deliver at least once, and roughly in order. */
  function disturbed(page: readonly SimEvent[], { wants }: Telling, asked: Asked): SimEvent[] {
    const events = [...page];
    for (const event of page) {
      if (!faults.strikesEvent('duplicateEvents', asked)) continue;
      // Also of what an earlier page held.
      const earlier = eventOf(log, event.seq - 3);
      const isOut = earlier && wants(earlier) && arrivals.timeOf(earlier) <= arrivals.timeOf(event);
      events.push(event, ...(isOut ? [earlier] : []));
    }
    for (let i = events.length - 1; i > 0; i -= 1) {
      if (!faults.strikesEvent('outOfOrderEvents', asked)) continue;
      const j = Math.max(i - 4, 0);
      [events[i], events[j]] = [events[j] as SimEvent, events[i] as SimEvent];
    }
    return events;
  }
}

const isEnterprise = (type: StreamType): type is 'admin_logs' | 'admin_logs_streaming' => type.startsWith('admin_logs');

/** Clamped to Box's most; throws 400 for what is no count. */
function limitOf(text: string | undefined): number {
  const limit = text === undefined ? 100 : Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw badRequest('invalid_limit', 'limit is not valid');
  return Math.min(limit, 500);
}

function time(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badRequest('bad_request', 'created_after or created_before is not valid');
  return ms;
}
