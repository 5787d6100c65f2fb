/** Web links: bookmarks in folders. `item-changes.ts` and `trash.ts` change them. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../box/auth/caller.js';
import { parseBody } from '../box/http/body.js';
import { itemView } from '../box/items/item-view.js';
import { assertNameFree, assertNameValid } from '../box/items/name-checks.js';
import { getTargetFolder } from '../box/sharing/item-access.js';
import { getAccessibleItem } from '../box/sharing/shared-link-access.js';
import { viewerOf } from '../box/sharing/viewer.js';
import { performOnItem } from '../commands/perform.js';
import type { State } from '../state.js';

const createBody = z.object({
  url: z.url(),
  parent: z.object({ id: z.string() }),
  name: z.string().optional(),
  description: z.string().optional(),
});

/** Registers `POST /web_links` and `GET /web_links/:id`. */
export function webLinkRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.get<{ Params: { id: string }; Querystring: { fields?: string } }>('/2.0/web_links/:id', (request) => {
    const { user } = authenticate(state, request);
    const link = getAccessibleItem(state, user, 'web_link', request.params.id, request.headers['boxapi']);
    return itemView(world, link, request.query.fields, 'standard', viewerOf(state, user));
  });

  app.post('/2.0/web_links', (request) => {
    const { user } = authenticate(state, request);
    const { url, parent, description, name = new URL(url).hostname } = parseBody(createBody, request.body);
    const place = getTargetFolder(state, user, parent.id);
    assertNameValid(name);
    assertNameFree(world, place, name);
    const action = { type: 'createWebLink' as const, as: user.id, folderId: parent.id, name, url, description };
    return itemView(world, performOnItem(state, action), undefined, 'standard', viewerOf(state, user));
  });
}
