/** Responses of somebody between a client and Box: a proxy, a gateway, a firewall or a content delivery network. */
import type { FastifyReply } from 'fastify';
import type { Fault } from './kinds.js';

const foreign = new WeakSet<FastifyReply>();

/** Whether a response is not Box's, so that Box's API description says nothing about it. */
export const isForeign = (reply: FastifyReply): boolean => foreign.has(reply);

/** Sends the response of a `foreign` fault. It has neither Box's headers nor Box's form of errors. */
export function sendForeign(reply: FastifyReply, { status = 502, body = 'html', ms }: Fault): FastifyReply {
  foreign.add(reply);
  reply.code(status).headers({ server: 'gateway', via: '1.1 gateway', ...headersOf(status) });
  if (ms !== undefined) reply.header('retry-after', String(Math.ceil(ms / 1000)));
  const title = `${status} ${TITLES[status] ?? 'Blocked'}`;
  switch (body) {
    case 'html':
      return reply.type('text/html').send(pageOf(title));
    case 'json':
      return reply.type('application/json').send(JSON.stringify({ message: title }));
    case 'text':
      return reply.type('text/plain').send(title);
    case 'empty':
      return reply.send();
  }
}

/** Challenges name the scheme of the proxy, which is never Box's Bearer. */
function headersOf(status: number): Record<string, string | string[]> {
  if (status === 401) return { 'www-authenticate': 'NTLM, BASIC realm="Corp"' };
  if (status === 407) return { 'proxy-authenticate': 'NTLM, BASIC realm="Corp"' };
  if (status >= 300 && status < 400) return { location: 'https://login.corp.example/?continue=api.box.com' };
  return {};
}

const TITLES: Readonly<Record<number, string>> = {
  200: 'Sign in to the network',
  302: 'Found',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  429: 'Too Many Requests',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const pageOf = (title: string): string =>
  `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
