import type { FastifyRequest } from 'fastify';

/** A request's address without its query, which may hold an OAuth code. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** A request as the log shows it. */
export const describeRequest = (request: FastifyRequest): object => ({
  method: request.method,
  url: pathOf(request.url),
  host: request.host,
  remoteAddress: request.ip,
  remotePort: request.socket.remotePort,
});
