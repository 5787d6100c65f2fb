import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { singleFlight } from '../../util/single-flight.js';
import { ApiError } from './problem.js';

/** How often a topic is read, and the interval of keep-alive comments, in milliseconds. */
const READ_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** Concurrent subscribers per process. */
const MAX_SUBSCRIBERS = 200;
/** A client that reads nothing for this time is disconnected, in milliseconds. */
const STALLED_MS = 60_000;

/** What a client subscribes to. Subscribers of the same `key` share one `read` at a time. */
export interface Topic {
  readonly key: string;
  /** The name of the server-sent event. */
  readonly event: string;
  readonly read: () => Promise<object>;
}

/** The live updates (server-sent events) of one process. */
export interface LiveUpdates {
  /**
   * Sends the topic's body at once and again whenever it changes, until the client disconnects, loses access or stops
   * reading. Throws 503 `too_many_streams` when there are too many subscribers.
   */
  send(request: FastifyRequest, reply: FastifyReply, topic: Topic): Promise<void>;
  /** Ends all live updates. */
  close(): void;
}

/** `isStillAuthorized` is called every 15 s for each subscriber; `stalledMs` is in milliseconds. */
export interface LiveUpdatesOptions {
  readonly isStillAuthorized: (request: FastifyRequest) => Promise<boolean>;
  readonly stalledMs?: number;
}

/** One client that receives a topic. */
interface Subscriber {
  readonly write: (text: string) => Promise<void>;
  readonly signal: AbortSignal;
  readonly isStillAuthorized: () => Promise<boolean>;
}

/** Creates the live updates of one process. */
export function createLiveUpdates({ isStillAuthorized, stalledMs = STALLED_MS }: LiveUpdatesOptions): LiveUpdates {
  const closing = new AbortController();
  const readShared = createSharedReads();
  let subscribers = 0;

  return {
    close: () => closing.abort(),
    async send(request, reply, topic) {
      if (subscribers >= MAX_SUBSCRIBERS) throw tooManySubscribers();
      reply.hijack();
      // The client may have disconnected during authentication; no `close` event will follow, so return now.
      if (reply.raw.destroyed) return;
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const signal = AbortSignal.any([disconnectionOf(reply), closing.signal]);
      subscribers += 1;
      try {
        await follow(() => readShared(topic), topic.event, {
          signal,
          write: (text) => write(reply, text, { signal, stalledMs }),
          isStillAuthorized: () => isStillAuthorized(request),
        });
      } catch (error) {
        if (!signal.aborted) request.log.warn({ err: error }, 'live updates ended');
      } finally {
        subscribers -= 1;
        // An orderly end would wait for the unsent data, which a stalled client never reads.
        if (reply.raw.writableNeedDrain) reply.raw.destroy();
        else reply.raw.end();
      }
    },
  };
}

function disconnectionOf(reply: FastifyReply): AbortSignal {
  const disconnected = new AbortController();
  reply.raw.once('close', () => disconnected.abort());
  return disconnected.signal;
}

/** Waits for a slow client. It misses states in between, but not the newest one. */
async function write(
  reply: FastifyReply,
  text: string,
  { signal, stalledMs }: { readonly signal: AbortSignal; readonly stalledMs: number },
): Promise<void> {
  if (reply.raw.write(text)) return;
  // AbortSignal.timeout() could be garbage-collected here: AbortSignal.any() holds its sources weakly.
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error('The client stalled')), stalledMs);
  try {
    await once(reply.raw, 'drain', { signal: AbortSignal.any([signal, stalled.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

/** Reads topics as JSON, once a second per key at most, for all subscribers together. Keeps the most recent keys. */
function createSharedReads(): (topic: Topic) => Promise<string> {
  const reads = new Map<string, () => Promise<string>>();
  return ({ key, read }) => {
    const shared = reads.get(key) ?? singleFlight(async () => JSON.stringify(await read()), READ_MS);
    reads.delete(key);
    reads.set(key, shared);
    for (const oldest of reads.keys()) {
      if (reads.size <= MAX_SUBSCRIBERS) break;
      reads.delete(oldest);
    }
    return shared();
  };
}

/** Writes each new body, and a keep-alive comment when nothing has been sent for a while. */
async function follow(read: () => Promise<string>, event: string, subscriber: Subscriber): Promise<void> {
  let sent = '';
  let sentAt = Date.now();
  let checkedAt = Date.now();
  while (!subscriber.signal.aborted) {
    if (Date.now() - checkedAt >= HEARTBEAT_MS) {
      if (!(await subscriber.isStillAuthorized())) return;
      checkedAt = Date.now();
    }
    const body = await read();
    const isDue = Date.now() - sentAt >= HEARTBEAT_MS;
    const text = body !== sent ? `event: ${event}\ndata: ${body}\n\n` : isDue ? ': alive\n\n' : '';
    if (text !== '') {
      await subscriber.write(text);
      sent = body;
      sentAt = Date.now();
    }
    await delay(READ_MS, undefined, { signal: subscriber.signal });
  }
}

function tooManySubscribers(): ApiError {
  const detail = 'Too many live updates are open: close one, or poll instead.';
  return new ApiError(503, 'too_many_streams', detail, { headers: { 'retry-after': '30' } });
}
