import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { toConnectionBody } from '../bodies.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { ApiError } from '../problem.js';
import { idParams, problems } from '../schemas.js';
import { known } from './connections.js';

/** How often the connection is looked at, and how often a silent stream says that it is alive, in milliseconds. */
const LOOK_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** Streams at a time, per process, and how long one waits for a reader that takes nothing, in milliseconds. */
const MAX_STREAMS = 200;
const STALLED_MS = 60_000;

/** A connection as server-sent events: its body at once, and again whenever it changes. */
export function progressRoute(app: Api, dependencies: ApiDependencies): void {
  const { db } = dependencies;
  const closing = new AbortController();
  let streams = 0;
  const looks = new Map<string, { readonly at: number; readonly body: Promise<string> }>();
  app.addHook('preClose', () => closing.abort());

  app.get(
    '/connections/:id/progress',
    {
      schema: {
        tags: ['Connections'],
        summary: 'Server-sent events with the connection’s body, whenever it changes',
        params: idParams,
        response: { ...problems },
      },
    },
    async (request, reply) => {
      await known(db, request.params.id);
      if (streams >= MAX_STREAMS) {
        throw new ApiError(
          503,
          'too_many_streams',
          'Too many progress streams are open; close one, or poll the connection.',
          {
            headers: { 'retry-after': '30' },
          },
        );
      }
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const signal = AbortSignal.any([gone.signal, closing.signal]);
      // A reader that does not keep up is waited for; it misses states in between, not the newest one.
      const send = async (text: string): Promise<void> => {
        if (reply.raw.write(text)) return;
        await once(reply.raw, 'drain', { signal: AbortSignal.any([signal, AbortSignal.timeout(STALLED_MS)]) });
      };
      streams += 1;
      try {
        await follow(request.params.id, send, signal);
      } catch (error) {
        if (!signal.aborted) request.log.warn({ err: error }, 'a progress stream ended');
      } finally {
        streams -= 1;
        reply.raw.end();
      }
      return reply;
    },
  );

  /** The connection's body; however many streams follow it, it is looked at once a turn. */
  function look(id: string): Promise<string> {
    const last = looks.get(id);
    if (last && Date.now() - last.at < LOOK_MS) return last.body;
    const body = known(db, id)
      .then((connection) => toConnectionBody(dependencies, db, connection))
      .then((found) => JSON.stringify(found));
    looks.set(id, { at: Date.now(), body });
    for (const oldest of looks.keys()) {
      if (looks.size <= MAX_STREAMS) break;
      looks.delete(oldest);
    }
    return body;
  }

  async function follow(id: string, send: (text: string) => Promise<void>, signal: AbortSignal): Promise<void> {
    let sent = '';
    let sentAt = Date.now();
    while (!signal.aborted) {
      const body = await look(id);
      const isDue = Date.now() - sentAt >= HEARTBEAT_MS;
      const text = body !== sent ? `event: connection\ndata: ${body}\n\n` : isDue ? ': alive\n\n' : '';
      if (text !== '') {
        await send(text);
        sent = body;
        sentAt = Date.now();
      }
      await delay(LOOK_MS, undefined, { signal });
    }
  }
}
