/** Serves the files that `npm run build:portal` built, under a strict Content-Security-Policy. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { portalMissingPage } from './http/html-pages.js';

/** The portal's addresses (`portal/src/routes.tsx`). All return the same page, which routes in the browser. */
const PAGES = ['/', '/sign-in', '/connections', '/connections/:id', '/files', '/activities'];
/** The placeholder of the nonce in the built page (`vite.config.ts`). */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** Caching of files whose names change with their content. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The portal; if it was not built, a page that says how to build it. */
export const portalRoutes: FastifyPluginAsync = async (app) => {
  const folder = path.join(packageFolder(), 'dist', 'portal');
  const html = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => null);
  for (const url of PAGES) {
    app.get(url, { schema: { hide: true } }, (_request, reply) => sendPage(reply, html));
  }
  if (html === null) return;
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    // Registers one route per built file: no other file can be requested, and there is no directory listing.
    wildcard: false,
    decorateReply: false,
    preCompressed: true,
    cacheControl: false,
    globIgnore: ['index.html'],
    setHeaders: (response, file) => {
      // The same address has a compressed and a plain response: a cache must keep them apart.
      response.setHeader('vary', 'accept-encoding');
      response.setHeader('cache-control', file.includes(`${path.sep}assets${path.sep}`) ? IMMUTABLE : 'no-cache');
    },
  });
};

function sendPage(reply: FastifyReply, html: string | null): FastifyReply {
  void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
  if (html === null) return reply.code(503).send(portalMissingPage());
  const nonce = randomBytes(16).toString('base64');
  return reply
    .header('content-security-policy', contentSecurityPolicy(nonce))
    .send(html.replaceAll(NONCE_PLACEHOLDER, nonce));
}

/** Allows our own files, and styles created at run time that carry the page's nonce. */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The package's folder, found from the source and from the build alike. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}
