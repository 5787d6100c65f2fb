/** Downloads. */
import type { FastifyInstance } from 'fastify';
import { authenticate } from '../box/auth/caller.js';
import { notFound } from '../box/http/errors.js';
import { signDownloadToken } from '../box/items/download-token.js';
import { downloadableFile } from '../box/items/downloads.js';
import { download } from '../commands/downloads.js';
import { versionOfId } from '../enterprise/versions.js';
import type { State } from '../state.js';

/** How long a download URL is valid ("Downloads", Box's guide). */
const URL_LIFETIME_MS = 15 * 60_000;

interface ById {
  Params: { id: string };
  Querystring: { readonly version?: string };
}

/** Registers `GET /files/:id/content`: 302 to the content server, or 202 while the file is not ready. */
export function contentRoutes(app: FastifyInstance, state: State): void {
  const { clock, settings } = state;

  app.get<ById>('/2.0/files/:id/content', (request, reply) => {
    const { user } = authenticate(state, request);
    const file = downloadableFile(state, user, request.params.id, request.headers['boxapi']);
    const { version: requested } = request.query;
    const version = requested === undefined ? file.version : versionOfId(file, requested);
    if (version === null) throw notFound();

    const at = clock.now();
    const readyAt = file.modifiedAt + settings.contentReadyAfterMs;
    // Only the newest version may not be ready yet.
    if (version === file.version && at < readyAt) {
      return reply
        .code(202)
        .header('retry-after', String(Math.ceil((readyAt - at) / 1000)))
        .send();
    }
    download(state, user, file, at);
    const token = signDownloadToken(state.clientSecret, { fileId: file.id, version, expiresAt: at + URL_LIFETIME_MS });
    // Use the host by which the client reached the API: both servers listen on the same addresses.
    const origin = new URL(settings.contentUrl);
    origin.hostname = request.hostname;
    return reply.redirect(new URL(`/d/1/${token}/download`, origin).href, 302);
  });
}
