import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';
import { sha256 } from '../../util/sha256.js';
import { PAGE_STYLE } from './html-pages.js';

/** Security headers of every response. The only style that may run is that of our own pages, allowed by its hash. */
export const securityHeaders = fp(async (app) => {
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: [`'sha256-${sha256(PAGE_STYLE).toString('base64')}'`],
        frameAncestors: ["'none'"],
        formAction: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
});
