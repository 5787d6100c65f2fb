/** The simulator's own controls, under /_sim/. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { notFound } from '../box/http/errors.js';
import { advanceClock } from '../commands/clock.js';
import { perform } from '../commands/perform.js';
import { endTokens } from '../commands/tokens.js';
import { ActionError } from '../enterprise/actions/action-error.js';
import { type Action, type ActionResult, actionSchema } from '../enterprise/actions/index.js';
import type { SimItem } from '../enterprise/model.js';
import { minimumCalls, truthFiles } from '../enterprise/truth.js';
import { fileCountsByOwner } from '../enterprise/world/item-counts.js';
import { ancestorsOf } from '../enterprise/world/items.js';
import { pickItems } from '../enterprise/world/pick-items.js';
import { managedUsers, userById } from '../enterprise/world/users.js';
import type { State } from '../state.js';
import { MAX_TIME } from '../time/clock.js';
import { faultRequest } from './fault-request.js';
import { settingsRequest } from './settings-request.js';

const MOST_ACTIONS = 10_000;
/** Room for as many actions, each with the longest name and description. */
const ACTIONS_BYTES = MOST_ACTIONS * 4_096;
const actionList = z.strictObject({ actions: z.array(actionSchema).max(MOST_ACTIONS) });
const pickQuery = z.object({
  kind: z.enum(['file', 'folder']).default('file'),
  n: z.coerce.number().int().min(1).max(10_000).default(10),
  seed: z.coerce.number().int().default(1),
  owner: z.string().optional(),
  minFiles: z.coerce.number().int().default(0),
});
const eventsQuery = z.object({ after: z.iso.datetime().optional(), before: z.iso.datetime().optional() });

/** Registers the controls. */
export function controlRoutes(app: FastifyInstance, state: State): void {
  const { world, events, faults, requests, settings } = state;

  app.get('/healthz', () => ({ status: 'ok' }));

  app.get<{ Querystring: { owner?: string } }>('/_sim/truth/files', (request, reply) =>
    lines(reply, truthFiles(world, request.query.owner, settings.tenantPolicy.sharedLinkAccess)),
  );

  app.get('/_sim/truth/users', (_request, reply) => {
    const files = fileCountsByOwner(world);
    const users = managedUsers(world).map(({ id, login, name, role, status }) => ({
      userId: id,
      login,
      name,
      role,
      status,
      files: files.get(id) ?? 0,
    }));
    return lines(reply, users);
  });

  app.get('/_sim/truth/events', (request, reply) => {
    const { after, before } = eventsQuery.parse(request.query);
    const found = events.between(Date.parse(after ?? '1970-01-01'), Date.parse(before ?? '9999-01-01'));
    return lines(reply, found, ({ eventId, type, at, itemType, itemId, ownerId, actorId, serviceId }) => {
      return { eventId, type, createdAt: new Date(at).toISOString(), itemType, itemId, ownerId, actorId, serviceId };
    });
  });

  app.get('/_sim/truth/calls', () => minimumCalls(world));

  // All are understood before any is done.
  app.post('/_sim/actions', { bodyLimit: ACTIONS_BYTES }, ({ body }) => {
    const at = state.clock.now();
    if (typeof body !== 'object' || body === null || !('actions' in body)) {
      return { results: [perform(state, actionSchema.parse(body), at)] };
    }
    const { actions } = actionList.parse(body);
    return { results: actions.map((action, index) => performInList(action, index, at)) };
  });

  function performInList(action: Action, index: number, at: number): ActionResult {
    try {
      return perform(state, action, at);
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      throw new ActionError(`actions.${index}.${error.message} (those before it are done, those after it are not)`);
    }
  }

  app.get('/_sim/pick', (request) => {
    const picked = pickItems(world, pickQuery.parse(request.query));
    return picked.map((item) => ({
      id: item.id,
      ownerId: item.ownerId,
      ownerLogin: userById(world, item.ownerId)?.login ?? '',
      path: pathOf(item),
    }));
  });

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
      message: `time ends on ${new Date(MAX_TIME).toISOString().slice(0, 10)}: advance it by less`,
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

  const pathOf = (item: SimItem): string => `/${[...ancestorsOf(world, item), item].map(({ name }) => name).join('/')}`;
}

/** How much is sent at a time, in letters: a line at a time would take longer to send than to make. */
const CHUNK = 65_536;

/** Streams one JSON line per row, made as they are read. */
function lines<T>(reply: FastifyReply, rows: Iterable<T>, view: (row: T) => unknown = (row) => row): FastifyReply {
  const text = function* () {
    let chunk = '';
    for (const row of rows) {
      chunk += `${JSON.stringify(view(row))}\n`;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  };
  return reply.type('application/x-ndjson').send(Readable.from(text()));
}
