/** The effects of faults on requests and responses. */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { choose } from '../../random.js';
import type { State } from '../../state.js';
import { bearerToken, type Caller } from '../auth/caller.js';
import { ClientError, forbidden, notFound, Unauthorized } from '../http/errors.js';
import { type FaultHit, latencyOf } from './faults.js';

/** Hits that corrupt the response, by request. */
const responseHits = new WeakMap<FastifyRequest, FaultHit[]>();

/** Applies faults before the effect of a request. Throws Box's errors; returns the reply if it sent or dropped it. */
export async function applyFaults(
  state: State,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | null,
): Promise<FastifyReply | undefined> {
  const route = `${request.method} ${request.url}`;
  const remaining: FaultHit[] = [];
  responseHits.set(request, remaining);
  for (const hit of state.faults.hitRequest({ route, userId: caller?.user.id ?? null })) {
    const { fault } = hit;
    switch (fault.kind) {
      case 'latency':
        await delay(latencyOf(hit));
        break;
      case 'revokedToken':
        if (caller) state.sessions.revoke(bearerToken(request) ?? '', caller.clientId);
        throw new Unauthorized();
      case 'expiredToken':
        throw new Unauthorized();
      case '403':
        throw forbidden();
      case '404':
        throw notFound();
      case '409':
        throw new ClientError(409, 'operation_blocked_temporary', 'The operation is blocked by another ongoing one');
      case '429': {
        const message = 'Request rate limit exceeded, please try again later';
        throw new ClientError(429, 'rate_limit_exceeded', message, retryAfter(fault.ms ?? 1_000));
      }
      case '500':
        throw new ClientError(500, 'internal_server_error', 'Internal Server Error');
      case '502html':
        return reply.code(502).type('text/html').send('<html><body><h1>502 Bad Gateway</h1></body></html>');
      case '503': {
        const headers = fault.ms === undefined ? {} : retryAfter(fault.ms);
        throw new ClientError(503, 'unavailable', 'Service Unavailable', headers);
      }
      case 'reset':
        request.raw.socket.destroy();
        return reply.hijack();
      case 'hang':
        return reply.hijack();
      default:
        remaining.push(hit);
    }
  }
  return undefined;
}

/** Applies the remaining faults of a request to its response, and returns the payload to send. */
export function corruptResponse(state: State, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  let body = payload;
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

const retryAfter = (ms: number): Record<string, string> => ({ 'retry-after': String(Math.ceil(ms / 1000)) });

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
