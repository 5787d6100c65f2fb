/** The enterprise's event streams. */
import type { FastifyInstance } from 'fastify';
import { badRequest, forbidden } from '../box/errors.js';
import { callerOf } from '../box/caller.js';
import { may } from '../box/privileges.js';
import type { SimEvent } from '../enterprise/event-log.js';
import type { State } from '../state.js';

interface Query {
  readonly stream_type?: string;
  readonly stream_position?: string;
  readonly limit?: string;
  readonly created_after?: string;
  readonly created_before?: string;
  readonly event_type?: string;
}

/** Positions are 64 bits and larger than what JavaScript counts exactly. */
const FIRST_POSITION = 1_152_922_976_252_290_000n;
const DAY_MS = 24 * 3_600_000;
const RETENTION_MS = { admin_logs: 365 * DAY_MS, admin_logs_streaming: 14 * DAY_MS } as const;
type Stream = keyof typeof RETENTION_MS;

/** Registers `GET /events`. */
export function eventRoutes(app: FastifyInstance, state: State): void {
  const { log, settings, faults } = state;
  /** Held back by disorder: seen one page later than they came. */
  let answers = 0;

  app.get<{ Querystring: Query }>('/2.0/events', (request, reply) => {
    const { user } = callerOf(state, request);
    const { query } = request;
    const stream = query.stream_type ?? 'all';
    if (stream !== 'admin_logs' && stream !== 'admin_logs_streaming')
      return send([], seqOf(query.stream_position) ?? 0);
    if (!may(settings, user, 'Run new reports')) throw forbidden();
    const visible = visibleEvents(stream);
    if (query.stream_position === 'now') return send([], visible.at(-1)?.seq ?? 0);

    const after = seqOf(query.stream_position) ?? 0;
    const limit = Math.min(Number(query.limit ?? 100) || 100, 500);
    const types = query.event_type?.split(',');
    const [from, to] = stream === 'admin_logs' ? [time(query.created_after), time(query.created_before)] : [null, null];
    const page = visible
      .filter(({ seq }) => seq > after)
      .filter(
        ({ at, type }) =>
          (from === null || at >= from) && (to === null || at <= to) && (!types || types.includes(type)),
      )
      .slice(0, limit);
    const last = page.at(-1)?.seq ?? after;
    return send(stream === 'admin_logs_streaming' ? disturbed(page, visible) : page, last);

    function send(events: readonly SimEvent[], seq: number) {
      answers += 1;
      // Box gives positions as numbers or as strings; both are met.
      const position = String(FIRST_POSITION + BigInt(seq));
      const written = answers % 2 === 0 ? position : `"${position}"`;
      const entries = JSON.stringify(events.map(({ json }) => json));
      const body = `{"chunk_size":${events.length},"next_stream_position":${written},"entries":${entries}}`;
      return reply.type('application/json').send(body);
    }
  });

  function visibleEvents(stream: Stream): SimEvent[] {
    const { streaming, adminLogs } = settings.eventLatencyMs;
    const latest = state.clock.now() - (stream === 'admin_logs' ? adminLogs : streaming);
    const oldest = state.clock.now() - RETENTION_MS[stream];
    return log.events.filter(({ recordedAt }) => recordedAt <= latest && recordedAt >= oldest);
  }

  /** The live stream delivers at least once, and roughly in order. */
  function disturbed(page: readonly SimEvent[], visible: readonly SimEvent[]): SimEvent[] {
    const events = [...page];
    for (const event of page) {
      if (!faults.strikesEvent('duplicateEvents')) continue;
      const earlier = visible[Math.max(visible.indexOf(event) - 3, 0)];
      events.push(event, ...(earlier ? [earlier] : []));
    }
    for (let i = events.length - 1; i > 0; i -= 1) {
      if (!faults.strikesEvent('outOfOrderEvents')) continue;
      const j = Math.max(i - 4, 0);
      [events[i], events[j]] = [events[j] as SimEvent, events[i] as SimEvent];
    }
    return events;
  }
}

function seqOf(position: string | undefined): number | null {
  if (position === undefined || position === '0' || position === '') return null;
  if (!/^\d+$/.test(position)) throw badRequest('bad_request', 'stream_position is not valid');
  return Math.max(Number(BigInt(position) - FIRST_POSITION), 0);
}

function time(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badRequest('bad_request', 'created_after or created_before is not valid');
  return ms;
}
