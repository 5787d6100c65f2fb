import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IsStillLetIn } from '../access/authenticate.js';
import { ApiError } from './problem.js';
import { singleFlight } from '../../util/single-flight.js';

/** How often what is followed is looked at, and how often a silent stream says that it is alive, in milliseconds. */
const LOOK_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** Streams at a time, per process, and how long one waits for a reader that takes nothing, in milliseconds. */
const MAX_STREAMS = 200;
const STALLED_MS = 60_000;

/** What a stream follows: `look` answers its body; under the same key one looks at a time, for all streams. */
export interface Followed {
  readonly key: string;
  readonly event: string;
  readonly look: () => Promise<object>;
}

/** The server-sent events of one process. */
export interface EventStreams {
  /** Sends what is followed at once, and again whenever it changes. Throws 503 when there are too many streams. */
  send(request: FastifyRequest, reply: FastifyReply, followed: Followed): Promise<void>;
  /** Ends all streams. */
  close(): void;
}

/** Streams that end when the one who reads them would no longer be let in; who takes nothing is cut off. */
export function createEventStreams(isStillLetIn: IsStillLetIn, { stalledMs = STALLED_MS } = {}): EventStreams {
  const closing = new AbortController();
  let streams = 0;
  const looks = new Map<string, () => Promise<string>>();

  return {
    close: () => closing.abort(),
    async send(request, reply, followed) {
      if (streams >= MAX_STREAMS) throw tooMany();
      reply.hijack();
      // Whoever left while it was asked who they are is told nothing: their going would not be noticed any more.
      if (reply.raw.destroyed) return;
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const signal = AbortSignal.any([gone.signal, closing.signal]);
      // A reader that does not keep up is waited for; it misses states in between, not the newest one.
      const write = async (text: string): Promise<void> => {
        if (reply.raw.write(text)) return;
        await once(reply.raw, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(stalledMs)]) });
      };
      streams += 1;
      try {
        await follow(followed, { write, signal, isLetIn: () => isStillLetIn(request) });
      } catch (error) {
        if (!signal.aborted) request.log.warn({ err: error }, 'a progress stream ended');
      } finally {
        streams -= 1;
        // What is left unsent stands before an end, which would never come to a reader that takes nothing.
        if (reply.raw.writableNeedDrain) reply.raw.destroy();
        else reply.raw.end();
      }
    },
  };

  function lookOnce({ key, look }: Followed): Promise<string> {
    const shared = looks.get(key) ?? singleFlight(async () => JSON.stringify(await look()), LOOK_MS);
    // The latest asked for stay.
    looks.delete(key);
    looks.set(key, shared);
    for (const oldest of looks.keys()) {
      if (looks.size <= MAX_STREAMS) break;
      looks.delete(oldest);
    }
    return shared();
  }

  async function follow(
    followed: Followed,
    reader: {
      readonly write: (text: string) => Promise<void>;
      readonly signal: AbortSignal;
      readonly isLetIn: () => Promise<boolean>;
    },
  ): Promise<void> {
    let sent = '';
    let sentAt = Date.now();
    let checkedAt = Date.now();
    while (!reader.signal.aborted) {
      if (Date.now() - checkedAt >= HEARTBEAT_MS) {
        if (!(await reader.isLetIn())) return;
        checkedAt = Date.now();
      }
      const body = await lookOnce(followed);
      const isDue = Date.now() - sentAt >= HEARTBEAT_MS;
      const text = body !== sent ? `event: ${followed.event}\ndata: ${body}\n\n` : isDue ? ': alive\n\n' : '';
      if (text !== '') {
        await reader.write(text);
        sent = body;
        sentAt = Date.now();
      }
      await delay(LOOK_MS, undefined, { signal: reader.signal });
    }
  }
}

function tooMany(): ApiError {
  const detail = 'Too many progress streams are open; close one, or poll instead.';
  return new ApiError(503, 'too_many_streams', detail, { headers: { 'retry-after': '30' } });
}
