/** The event streams: two of the enterprise and three of each user. */
import type { FastifyInstance } from 'fastify';
import { authenticate, isHiddenByAsUser } from '../box/auth/caller.js';
import { hasPrivilege } from '../box/auth/privileges.js';
import {
  indexOfPosition,
  isStreamType,
  lastIndex,
  positionOfIndex,
  readEventPage,
} from '../box/events/event-streams.js';
import { concernsUser, userEventName, userEventView, type UserStream } from '../box/events/user-events.js';
import type { StreamType } from '../box/events/stream-types.js';
import { targetOf } from '../box/faults/request-target.js';
import type { RequestTarget } from '../box/faults/targets.js';
import { badRequest, forbidden } from '../box/http/errors.js';
import { ACME } from '../enterprise/enterprises.js';
import { createArrivals, eventWithSeq } from '../enterprise/events/arrivals.js';
import type { SimEvent } from '../enterprise/events/event.js';
import type { SimUser } from '../enterprise/model.js';
import type { State } from '../state.js';
import { longPollRoutes, type PollingClient } from './long-poll.js';

interface Query {
  readonly stream_type?: string;
  readonly stream_position?: string;
  readonly limit?: string;
  readonly created_after?: string;
  readonly created_before?: string;
  readonly event_type?: string;
}

/** Which events of a stream a caller gets, and their JSON. */
interface Selection {
  /** Where to start reading, epoch milliseconds; null starts at the caller's position. */
  readonly since: number | null;
  readonly includes: (event: SimEvent) => boolean;
  readonly render: (event: SimEvent) => Record<string, unknown>;
}

/** Registers `GET /events`, and `OPTIONS /events` for long polling. */
export function eventRoutes(app: FastifyInstance, state: State): void {
  const { events, settings, faults, world, clock } = state;
  const arrivals = createArrivals(
    events,
    state.late,
    () => faults.hitEach('lateEvents')?.fault.ms ?? 0,
    (event) => state.journal.append({ kind: 'late', ...event }),
  );
  let responses = 0;
  longPollRoutes(app, state, {
    last: (type) => lastIndex(state, arrivals, type),
    findNew: (who, type, after) => {
      const { includes } = selectUserEvents(who, type);
      const page = readEventPage(state, arrivals, { type, after, limit: 1, includes });
      return { hasNews: page.events.length > 0, upTo: page.next };
    },
  });

  app.get<{ Querystring: Query }>('/2.0/events', (request, reply) => {
    const caller = authenticate(state, request);
    const { query } = request;
    const type = query.stream_type ?? 'all';
    if (!isStreamType(type)) throw badRequest('bad_request', 'stream_type is not valid');
    const selection = isEnterprise(type)
      ? selectEnterpriseEvents(caller.user, type, query)
      : selectUserEvents(caller, type);
    const isNow = query.stream_position === 'now';
    const page = isNow
      ? { events: [], next: lastIndex(state, arrivals, type) }
      : readEventPage(state, arrivals, {
          type,
          after: indexOfPosition(query.stream_position),
          limit: limitOf(query.limit),
          since: selection.since,
          includes: selection.includes,
        });
    const target = targetOf(state, request);
    const delivered = type === 'admin_logs' ? page.events : withDeliveryFaults(page.events, selection, target);
    const position = !isNow && delivered.length === 0 && settings.zeroWhenEmpty ? '0' : positionOfIndex(page.next);
    const entries = JSON.stringify(delivered.map((event) => selection.render(event)));
    // Written by hand: as a number, a position is larger than JSON.stringify writes exactly.
    const body = `{"chunk_size":${delivered.length},"next_stream_position":${positionJson(position)},"entries":${entries}}`;
    return reply.type('application/json').send(body);
  });

  function selectEnterpriseEvents(user: SimUser, type: StreamType, query: Query): Selection {
    // Only Acme records events.
    if (!hasPrivilege(settings, user, 'Run new reports') || user.enterprise.id !== ACME.id) throw forbidden();
    const types = query.event_type ? new Set(query.event_type.split(',')) : null;
    const after = type === 'admin_logs' ? time('created_after', query.created_after) : null;
    const before = type === 'admin_logs' ? time('created_before', query.created_before) : null;
    return {
      since: after,
      includes: ({ at, type: name }) =>
        (after === null || at >= after) && (before === null || at <= before) && (!types || types.has(name)),
      render: ({ json }) => json,
    };
  }

  /** A bound of the event log in epoch milliseconds; null if it is not given. Throws 400 for one that Box refuses. */
  function time(name: string, text: string | undefined): number | null {
    if (text === undefined) return null;
    const ms = Date.parse(text);
    const isRefused = settings.strictEventTimes && (/\.\d/.test(text) || ms > clock.now());
    if (Number.isNaN(ms) || isRefused) throw badRequest('bad_request', `${name} is not valid`);
    return ms;
  }

  function selectUserEvents(who: PollingClient, type: UserStream): Selection {
    return {
      since: null,
      includes: (event) =>
        userEventName(event, type) !== undefined &&
        concernsUser(world, who.user, event) &&
        !isHiddenByAsUser(state, who, { ownerId: event.ownerId ?? who.user.id }),
      render: (event) => userEventView(world, event, userEventName(event, type) ?? ''),
    };
  }

  /** Box returns positions as numbers or as strings; clients must accept both. */
  function positionJson(position: string): string {
    responses += 1;
    const isNumber = settings.positions === 'number' || (settings.positions === 'alternating' && responses % 2 === 0);
    return isNumber ? position : `"${position}"`;
  }

  /**
   * Applies duplicate and out-of-order faults: all streams but `admin_logs` deliver at least once, roughly in order.
   */
  function withDeliveryFaults(
    page: readonly SimEvent[],
    { includes }: Selection,
    target: RequestTarget,
  ): readonly SimEvent[] {
    const delivered = [...page];
    for (const event of page) {
      if (!faults.hitEach('duplicateEvents', target)) continue;
      // Repeat an event of an earlier page too, if the stream has already delivered it.
      const earlier = eventWithSeq(events, event.seq - 3);
      const isDelivered = earlier && includes(earlier) && arrivals.timeOf(earlier) <= arrivals.timeOf(event);
      delivered.push(event, ...(isDelivered ? [earlier] : []));
    }
    for (let i = delivered.length - 1; i > 0; i -= 1) {
      if (!faults.hitEach('outOfOrderEvents', target)) continue;
      const j = Math.max(i - 4, 0);
      [delivered[i], delivered[j]] = [delivered[j] as SimEvent, delivered[i] as SimEvent];
    }
    return delivered;
  }
}

const isEnterprise = (type: StreamType): type is 'admin_logs' | 'admin_logs_streaming' => type.startsWith('admin_logs');

/** Clamped to 500, Box's maximum. Throws 400 `invalid_limit` unless it is a positive whole number. */
function limitOf(text: string | undefined): number {
  const limit = text === undefined ? 100 : Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw badRequest('invalid_limit', 'limit is not valid');
  return Math.min(limit, 500);
}
