/** Control of a running simulator, under /_sim: settings, clock, faults and request counts. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { notFound } from '../box/http/errors.js';
import { advanceClock } from '../commands/clock.js';
import { endTokens } from '../commands/tokens.js';
import type { State } from '../state.js';
import { MAX_TIME } from '../time/clock.js';
import { faultRequest } from './fault-request.js';
import { settingsRequest } from './settings-request.js';

/** Registers `/healthz`, and `/_sim/settings`, `clock`, `faults` and `requests`. */
export function controlRoutes(app: FastifyInstance, state: State): void {
  const { world, faults, requests, settings } = state;

  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/_sim/settings', () => settings);
  const settingsBody = settingsRequest(world);
  app.post('/_sim/settings', (request) => {
    const { eventLatencyMs, ...change } = settingsBody.parse(request.body);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const { streaming, adminLogs } = { ...settings.eventLatencyMs, ...eventLatencyMs };
    return Object.assign(settings, given, { eventLatencyMs: { streaming, adminLogs } });
  });

  const time = () => ({ now: new Date(state.clock.now()).toISOString() });
  app.get('/_sim/clock', time);
  const clockBody = z
    .strictObject({ advanceMs: z.number().int().nonnegative() })
    .refine(({ advanceMs }) => state.clock.now() + advanceMs <= MAX_TIME, {
      path: ['advanceMs'],
      message: `the clock ends on ${new Date(MAX_TIME).toISOString().slice(0, 10)}: advance it by less`,
    });
  app.post('/_sim/clock', (request) => {
    advanceClock(state, clockBody.parse(request.body).advanceMs);
    return time();
  });

  app.get('/_sim/faults', () => faults.list());
  app.post('/_sim/faults', (request) => {
    const fault = faultRequest.parse(request.body);
    if ('rate' in fault) return faults.add(fault);
    return { kind: fault.kind, struck: endTokens(state, fault.kind) };
  });
  app.delete('/_sim/faults', () => {
    faults.clear();
    return { cleared: true };
  });

  app.delete<{ Params: { id: string } }>('/_sim/faults/:id', (request) => {
    if (!faults.remove(request.params.id)) throw notFound();
    return { removed: request.params.id };
  });

  app.get('/_sim/requests', () => requests.summary());
  app.delete('/_sim/requests', () => {
    requests.reset();
    return { reset: true };
  });
}
