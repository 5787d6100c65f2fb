import type { FastifyRequest } from 'fastify';

/** The path of a request's address. The query is left off: it may hold an OAuth code. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** Serializes a request for the log. */
export const describeRequest = (request: FastifyRequest): object => ({
  method: request.method,
  url: pathOf(request.url),
  host: request.host,
  remoteAddress: request.ip,
  remotePort: request.socket.remotePort,
});
