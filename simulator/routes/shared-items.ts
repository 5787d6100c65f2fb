/** The items of shared links. */
import type { FastifyInstance } from 'fastify';
import { authenticate, isHiddenByAsUser } from '../box/auth/caller.js';
import { badRequest, notFound } from '../box/http/errors.js';
import { itemView } from '../box/items/item-view.js';
import { getSharedItem } from '../box/sharing/shared-link-access.js';
import { viewerOf } from '../box/sharing/viewer.js';
import type { State } from '../state.js';

/** Registers `GET /shared_items`, which names the link in the `BoxApi` header. */
export function sharedItemRoutes(app: FastifyInstance, state: State): void {
  app.get<{ Querystring: { readonly fields?: string } }>('/2.0/shared_items', (request, reply) => {
    const caller = authenticate(state, request);
    const { user } = caller;
    const { boxapi: header, 'if-none-match': known } = request.headers;
    if (typeof header !== 'string') throw badRequest('bad_request', 'The BoxApi header is missing');
    const item = getSharedItem(state, user, header);
    if (isHiddenByAsUser(state, caller, item)) throw notFound();
    if (known === String(item.etag)) return reply.code(304).send();
    return itemView(state.world, item, request.query.fields, 'standard', viewerOf(state, user));
  });
}
