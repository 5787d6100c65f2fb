import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { parseByteRange } from './box/items/byte-range.js';
import { verifyDownloadToken } from './box/items/download-token.js';
import { bytesOf, mediaTypeOf } from './enterprise/content/index.js';
import type { State } from './state.js';
import { findItem } from './enterprise/world/items.js';

/**
 * The origin that downloads are redirected to, as Box's own dl.boxcloud.com: it asks for no token, only for an address
 * that has not run out. 404 for an address that was never given, 410 for one that is too old.
 */
export function buildContentServer(state: State): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 1_000 } });
  const { world } = state;

  app.get<{ Params: { ticket: string } }>('/d/1/:ticket/download', (request, reply) => {
    const ticket = verifyDownloadToken(state.clientSecret, request.params.ticket);
    const file = ticket ? findItem(world, ticket.fileId) : undefined;
    if (!ticket || !file) return nothing(reply, 404, 'Not Found');
    if (ticket.expiresAt <= state.clock.now()) return nothing(reply, 410, 'This link has expired');
    const bytes = bytesOf(world.size.seed, { ...file, version: ticket.version });
    reply
      .header('accept-ranges', 'bytes')
      .header('content-disposition', disposition(file.name))
      .type(mediaTypeOf(file.name));
    const part = parseByteRange(request.headers.range, bytes.length);
    if (part === 'whole') return reply.send(bytes);
    if (part === 'none') {
      reply.header('content-range', `bytes */${bytes.length}`);
      return nothing(reply, 416, 'Range Not Satisfiable');
    }
    const { first, last } = part;
    reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes.length}`);
    return reply.send(bytes.subarray(first, last + 1));
  });
  return app;
}

const nothing = (reply: FastifyReply, status: number, reason: string): FastifyReply =>
  reply.code(status).type('text/plain').send(`${reason}\n`);

/** The name twice (RFC 6266): in ASCII, and as it is. */
function disposition(name: string): string {
  const ascii = name.replace(/[^ -~]|["\\]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment;filename="${ascii}";filename*=UTF-8''${exact}`;
}
