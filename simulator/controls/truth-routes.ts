/** The truth about the enterprise, to compare scans with, under /_sim/truth. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { minimumCalls, truthFiles } from '../enterprise/truth.js';
import { fileCountsByOwner } from '../enterprise/world/item-counts.js';
import { managedUsers } from '../enterprise/world/users.js';
import type { State } from '../state.js';

const eventsQuery = z.object({ after: z.iso.datetime().optional(), before: z.iso.datetime().optional() });

/** Registers `/_sim/truth/files`, `users`, `events` and `calls`. */
export function truthRoutes(app: FastifyInstance, { world, events, settings }: State): void {
  app.get<{ Querystring: { owner?: string } }>('/_sim/truth/files', (request, reply) =>
    sendLines(reply, truthFiles(world, request.query.owner, settings.tenantPolicy.sharedLinkAccess)),
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
    return sendLines(reply, users);
  });

  app.get('/_sim/truth/events', (request, reply) => {
    const { after, before } = eventsQuery.parse(request.query);
    const found = events.between(Date.parse(after ?? '1970-01-01'), Date.parse(before ?? '9999-01-01'));
    return sendLines(reply, found, ({ eventId, type, at, itemType, itemId, ownerId, actorId, serviceId }) => {
      return { eventId, type, createdAt: new Date(at).toISOString(), itemType, itemId, ownerId, actorId, serviceId };
    });
  });

  app.get('/_sim/truth/calls', () => minimumCalls(world));
}

/** Characters per chunk. Sending each line by itself would take longer than generating it. */
const CHUNK_LENGTH = 65_536;

/** Streams rows as lines of JSON, generated while they are sent. */
function sendLines<T>(reply: FastifyReply, rows: Iterable<T>, view: (row: T) => unknown = (row) => row): FastifyReply {
  const text = function* () {
    let chunk = '';
    for (const row of rows) {
      chunk += `${JSON.stringify(view(row))}\n`;
      if (chunk.length < CHUNK_LENGTH) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  };
  return reply.type('application/x-ndjson').send(Readable.from(text()));
}
