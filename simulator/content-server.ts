import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { parseByteRange } from './box/items/byte-range.js';
import { verifyDownloadToken } from './box/items/download-token.js';
import { bytesOf, mediaTypeOf } from './enterprise/content/index.js';
import { findItem } from './enterprise/world/items.js';
import type { State } from './state.js';

/**
 * The origin that downloads are redirected to, like Box's dl.boxcloud.com. It requires no access token: the URL
 * contains a signed download token. Returns 404 for an invalid download token, 410 for an expired one.
 */
export function buildContentServer(state: State): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 1_000 } });
  const { world } = state;

  app.get<{ Params: { token: string } }>('/d/1/:token/download', (request, reply) => {
    const token = verifyDownloadToken(state.clientSecret, request.params.token);
    const file = token ? findItem(world, token.fileId) : undefined;
    if (!token || !file) return sendReason(reply, 404, 'Not Found');
    if (token.expiresAt <= state.clock.now()) return sendReason(reply, 410, 'This link has expired');
    const bytes = bytesOf(world.size.seed, { ...file, version: token.version });
    reply
      .header('accept-ranges', 'bytes')
      .header('content-disposition', disposition(file.name))
      .type(mediaTypeOf(file.name));
    const part = parseByteRange(request.headers.range, bytes.length);
    if (part === 'whole') return reply.send(bytes);
    if (part === 'none') {
      reply.header('content-range', `bytes */${bytes.length}`);
      return sendReason(reply, 416, 'Range Not Satisfiable');
    }
    const { first, last } = part;
    reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes.length}`);
    return reply.send(bytes.subarray(first, last + 1));
  });
  return app;
}

const sendReason = (reply: FastifyReply, status: number, reason: string): FastifyReply =>
  reply.code(status).type('text/plain').send(`${reason}\n`);

/** A `Content-Disposition` header with the name in ASCII and in full (RFC 6266). */
function disposition(name: string): string {
  const ascii = name.replace(/[^ -~]|["\\]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment;filename="${ascii}";filename*=UTF-8''${exact}`;
}
