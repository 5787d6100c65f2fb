/** Where a file's bytes are. */
import type { FastifyInstance } from 'fastify';
import { authenticate } from '../box/auth/caller.js';
import { notFound } from '../box/http/errors.js';
import { signDownloadToken } from '../box/items/download-token.js';
import { downloadableFile } from '../box/items/downloads.js';
import { download } from '../commands/downloads.js';
import { versionOfId } from '../enterprise/versions.js';
import type { State } from '../state.js';

/** How long an address for a download is good (Box's guide to downloads). */
const TICKET_MS = 15 * 60_000;

interface ById {
  Params: { id: string };
  Querystring: { readonly version?: string };
}

/** Registers `GET /files/:id/content`: 302 to the other origin, or 202 while Box is not ready yet. */
export function contentRoutes(app: FastifyInstance, state: State): void {
  const { clock, settings } = state;

  app.get<ById>('/2.0/files/:id/content', (request, reply) => {
    const { user } = authenticate(state, request);
    const file = downloadableFile(state, user, request.params.id, request.headers['boxapi']);
    const { version: asked } = request.query;
    const version = asked === undefined ? file.version : versionOfId(file, asked);
    if (version === null) throw notFound();

    const at = clock.now();
    const readyAt = file.modifiedAt + settings.contentReadyAfterMs;
    // What was there before is ready; only the newest version takes its time.
    if (version === file.version && at < readyAt) {
      return reply
        .code(202)
        .header('retry-after', String(Math.ceil((readyAt - at) / 1000)))
        .send();
    }
    download(state, user, file, at);
    const ticket = signDownloadToken(state.clientSecret, { fileId: file.id, version, expiresAt: at + TICKET_MS });
    // The same host by which the caller reaches the API, whatever the addresses that both listen on.
    const origin = new URL(settings.contentUrl);
    origin.hostname = request.hostname;
    return reply.redirect(new URL(`/d/1/${ticket}/download`, origin).href, 302);
  });
}
