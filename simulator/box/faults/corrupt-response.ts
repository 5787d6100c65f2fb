/** The effects of faults on responses. */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { choose } from '../../random.js';
import type { State } from '../../state.js';
import { changeLists } from './change-lists.js';
import type { FaultHit } from './kinds.js';

/** Hits that corrupt the response, by request. */
const responseHits = new WeakMap<FastifyRequest, FaultHit[]>();

/** Notes the hits of a request that `corruptResponse` is to apply. */
export const keepForResponse = (request: FastifyRequest, hits: FaultHit[]): void =>
  void responseHits.set(request, hits);

/** Applies the remaining faults of a request to its response, and returns the payload to send. */
export function corruptResponse(state: State, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  let body = typeof payload === 'string' ? changeLists(state, request, reply, payload) : payload;
  for (const hit of responseHits.get(request) ?? []) {
    const { kind, ms = 0 } = hit.fault;
    if (kind === 'resetAfterEffect') request.raw.socket.destroy();
    if (kind === 'wrongContentType') reply.header('content-type', 'text/html; charset=utf-8');
    if (kind === 'clockSkew') reply.header('date', new Date(state.clock.now() + ms).toUTCString());
    if (typeof body !== 'string') continue;
    reply.removeHeader('content-length');
    body = corruptBody(body, hit);
  }
  return body;
}

function corruptBody(body: string, { fault, number }: FaultHit): string | Readable {
  switch (fault.kind) {
    case 'truncatedJson':
      return body.slice(0, Math.floor(body.length / 2));
    case 'wrongJson':
      return choose(WRONG_JSON, fault.seed, 'wrong', number);
    case 'clockSkew':
      return shiftTimes(body, fault.ms ?? 0);
    case 'slowDrip':
      return Readable.from(drip(Buffer.from(body), fault.ms ?? 1_000));
    default:
      return body;
  }
}

/** Valid JSON that no endpoint returns. */
const WRONG_JSON = ['[]', 'null', '"ok"', '{"entries":null}', '{"entries":[null]}', '{"status":"ok"}'];

const PIECES = 10;
/** Sends a body in pieces over `ms` milliseconds. */
async function* drip(body: Buffer, ms: number): AsyncIterable<Buffer> {
  const size = Math.ceil(body.length / PIECES);
  for (let at = 0; at < body.length; at += size) {
    await delay(ms / PIECES);
    yield body.subarray(at, at + size);
  }
}

const TIME = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d\d:\d\d)"/g;
/** Shifts every time in a JSON text, keeping its time zone. */
const shiftTimes = (json: string, ms: number): string =>
  json.replace(TIME, (_whole, time: string, zone: string) => {
    const shifted = new Date(Date.parse(`${time}Z`) + ms).toISOString().slice(0, 19);
    return `"${shifted}${zone}"`;
  });
