/** The simulator's own controls, under /_sim/. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { act, actionSchema } from '../enterprise/actions.js';
import { EVENT_FAULTS, REQUEST_FAULTS, TOKEN_FAULTS } from '../box/faults.js';
import { filesByOwner } from '../enterprise/census.js';
import { pick } from '../enterprise/pick.js';
import type { State } from '../state.js';
import { leastCalls, truthFiles } from '../enterprise/truth.js';
import { managedUsers } from '../enterprise/world.js';
import type { SimItem } from '../enterprise/model.js';

const actionsBody = z.union([z.strictObject({ actions: z.array(actionSchema).max(10_000) }), actionSchema]);
const faultBody = z.strictObject({
  kind: z.enum([...REQUEST_FAULTS, ...EVENT_FAULTS, ...TOKEN_FAULTS]),
  route: z.string().optional(),
  userId: z.string().optional(),
  rate: z.number().min(0).max(1).default(1),
  count: z.number().int().positive().optional(),
  seed: z.number().int().default(1),
  ms: z.number().int().nonnegative().optional(),
});
const settingsBody = z.strictObject({
  appRestriction: z.strictObject({ enabled: z.boolean(), allowedClientIds: z.array(z.string()) }).optional(),
  rateLimitPerMinute: z.number().int().positive().optional(),
  signIn: z.string().optional(),
  latencyMs: z.number().int().nonnegative().optional(),
  eventLatencyMs: z.strictObject({ streaming: z.number().default(0), adminLogs: z.number().default(0) }).optional(),
  serviceId: z.string().optional(),
  contentReadyAfterMs: z.number().int().nonnegative().optional(),
});
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
  const { world, log, faults, requests, sessions, settings } = state;

  app.get('/healthz', () => ({ status: 'ok' }));

  app.get<{ Querystring: { owner?: string } }>('/_sim/truth/files', (request, reply) =>
    lines(reply, truthFiles(world, request.query.owner)),
  );

  app.get('/_sim/truth/users', (_request, reply) => {
    const files = filesByOwner(world);
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
    const events = log.between(Date.parse(after ?? '1970-01-01'), Date.parse(before ?? '9999-01-01'));
    return lines(reply, events, ({ eventId, type, at, itemType, itemId, ownerId, actorId, serviceId }) => {
      return { eventId, type, createdAt: new Date(at).toISOString(), itemType, itemId, ownerId, actorId, serviceId };
    });
  });

  app.get('/_sim/truth/calls', () => leastCalls(world));

  app.post('/_sim/actions', (request) => {
    const body = actionsBody.parse(request.body);
    const actions = 'actions' in body ? body.actions : [body];
    const at = state.clock.now();
    const results = actions.map((action) => {
      const result = act(state, action, at);
      state.journal.append({ kind: 'action', at, action });
      return result;
    });
    return { results };
  });

  app.get('/_sim/pick', (request) => {
    const picked = pick(world, pickQuery.parse(request.query));
    return picked.map((item) => ({
      id: item.id,
      ownerId: item.ownerId,
      ownerLogin: world.userById(item.ownerId)?.login ?? '',
      path: pathOf(item),
    }));
  });

  app.get('/_sim/settings', () => settings);
  app.post('/_sim/settings', (request) => {
    const change = settingsBody.parse(request.body);
    return Object.assign(
      settings,
      Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    );
  });

  app.get('/_sim/faults', () => faults.list());
  app.post('/_sim/faults', (request) => {
    const fault = faultBody.parse(request.body);
    if (fault.kind === 'expireAccessTokens') return { kind: fault.kind, struck: sessions.expireAccessTokens() };
    if (fault.kind === 'revokeRefreshTokens') return { kind: fault.kind, struck: sessions.revokeRefreshTokens() };
    return faults.add(fault);
  });
  app.delete('/_sim/faults', () => {
    faults.clear();
    return { cleared: true };
  });

  app.get('/_sim/requests', () => requests.summary());
  app.delete('/_sim/requests', () => {
    requests.reset();
    return { reset: true };
  });

  const pathOf = (item: SimItem): string => `/${[...world.ancestors(item), item].map(({ name }) => name).join('/')}`;
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
