/** The effects of faults on requests, before their effect. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { State } from '../../state.js';
import { bearerToken, type Caller } from '../auth/caller.js';
import { Unauthorized } from '../http/errors.js';
import { boxErrorOf } from './box-errors.js';
import { latencyOf } from './faults.js';
import { sendForeign } from './foreign-responses.js';
import type { FaultHit } from './kinds.js';
import { keepForResponse } from './corrupt-response.js';
import { targetOf } from './request-target.js';

/**
 * Applies the faults of somebody between the client and Box, who knows nothing of tokens. Returns the reply if it was
 * sent.
 */
export function applyForeignFaults(state: State, request: FastifyRequest, reply: FastifyReply): FastifyReply | null {
  for (const { fault } of state.faults.hitRequest(targetOf(state, request), 'foreign'))
    return sendForeign(reply, fault);
  return null;
}

/** Applies faults before the effect of a request. Throws Box's errors; returns the reply if it sent or dropped it. */
export async function applyFaults(
  state: State,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | null,
): Promise<FastifyReply | undefined> {
  const target = targetOf(state, request);
  const remaining: FaultHit[] = [];
  keepForResponse(request, remaining);
  for (const hit of state.faults.hitRequest(target, 'box')) {
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
      case '429':
        throw boxErrorOf({ ...fault, ms: fault.ms ?? 1_000 }, target);
      case 'boxError':
      case '403':
      case '404':
      case '409':
      case '500':
      case '503':
        throw boxErrorOf(fault, target);
      case '502html':
        return sendForeign(reply, { ...fault, status: 502 });
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
