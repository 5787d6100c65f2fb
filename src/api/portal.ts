/** The portal's built files, as `npm run build:portal` left them, under a strict Content-Security-Policy. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { Api } from './dependencies.js';
import { portalMissingPage } from './http/html-pages.js';

/** The portal's own addresses (`portal/src/routes.tsx`): each is answered with the one page, which shows what it names. */
const PAGES = ['/', '/sign-in', '/connections', '/connections/:id', '/files', '/activities'];
/** What stands for the nonce in the built page (`vite.config.ts`). */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** Files whose names change with what they hold. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Serves the portal; a page that says how to build it where it was not. */
export async function portalRoutes(app: Api): Promise<void> {
  const folder = path.join(packageFolder(), 'dist', 'portal');
  const html = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => null);
  for (const url of PAGES) {
    app.get(url, { schema: { hide: true } }, (_request, reply) => sendPage(reply, html));
  }
  if (html === null) return;
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    // Only what was built is there: nobody can ask for another file, and there is no list of them.
    wildcard: false,
    decorateReply: false,
    preCompressed: true,
    cacheControl: false,
    globIgnore: ['index.html'],
    setHeaders: (response, file) => {
      // Of one address there are several, by what the browser takes: a cache must not mix them up.
      response.setHeader('vary', 'accept-encoding');
      response.setHeader('cache-control', file.includes(`${path.sep}assets${path.sep}`) ? FOREVER : 'no-cache');
    },
  });
}

function sendPage(reply: FastifyReply, html: string | null): FastifyReply {
  void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
  if (html === null) return reply.code(503).send(portalMissingPage());
  const nonce = randomBytes(16).toString('base64');
  return reply.header('content-security-policy', policyOf(nonce)).send(html.replaceAll(NONCE_PLACEHOLDER, nonce));
}

/** Own files, and styles made at run time that carry the page's nonce; nothing from elsewhere, nothing inline. */
const policyOf = (nonce: string): string =>
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

/** The folder of this package, seen from the source as well as from what was built of it. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}
