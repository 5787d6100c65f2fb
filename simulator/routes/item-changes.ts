/** Updates, deletions and copies of files, folders and web links. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../box/auth/caller.js';
import { parseBody } from '../box/http/body.js';
import { badRequest, forbidden } from '../box/http/errors.js';
import { itemView } from '../box/items/item-view.js';
import { assertNameFree, assertNameValid } from '../box/items/name-checks.js';
import { actionsForUpdate, updateBody } from '../box/items/update-actions.js';
import {
  assertActive,
  assertRight,
  assertUnchanged,
  assertUnlocked,
  getTargetFolder,
  getUsableItem,
  getVisibleItem,
} from '../box/sharing/item-access.js';
import { viewerOf } from '../box/sharing/viewer.js';
import { actionTarget, perform, performOnItem } from '../commands/perform.js';
import type { SimItem, SimUser } from '../enterprise/model.js';
import { childrenOf, findItem, isActive } from '../enterprise/world/items.js';
import type { State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: { readonly fields?: string; readonly recursive?: string };
}

const copyBody = z.object({ name: z.string().optional(), parent: z.object({ id: z.string() }) });

/** Registers PUT and DELETE of `/files/:id`, `/folders/:id` and `/web_links/:id`, and POST `/copy` of the first two. */
export function itemChangeRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  for (const type of ['file', 'folder', 'web_link'] as const) {
    app.put<ById>(`/2.0/${type}s/:id`, (request) => {
      const { user } = authenticate(state, request);
      const item = getItemToChange(type, user, request);
      for (const change of actionsForUpdate(state, user, item, parseBody(updateBody, request.body)))
        perform(state, change);
      return itemView(world, findItem(world, item.id) ?? item, request.query.fields, 'standard', viewerOf(state, user));
    });

    app.delete<ById>(`/2.0/${type}s/:id`, (request, reply) => {
      const { user } = authenticate(state, request);
      const item = getItemToChange(type, user, request);
      assertRight(state, user, item, 'delete');
      assertUnlocked(state, user, item);
      const isFull = type === 'folder' && childrenOf(world, item.ownerId, item.id).length > 0;
      if (isFull && request.query.recursive !== 'true') {
        throw badRequest('folder_not_empty', 'Cannot delete - folder not empty');
      }
      perform(state, { type: 'delete', as: user.id, ...actionTarget(item) });
      return reply.code(204).send();
    });
  }

  for (const type of ['file', 'folder'] as const) {
    app.post<ById>(`/2.0/${type}s/:id/copy`, (request, reply) => {
      const { user } = authenticate(state, request);
      const source = getUsableItem(state, user, type, request.params.id, 'download');
      const { name = source.name, parent } = parseBody(copyBody, request.body);
      const place = getTargetFolder(state, user, parent.id);
      // Box removes invalid characters from a file's name, and rejects a folder's ("Copy file" and "Copy folder", Box's
      // reference).
      // eslint-disable-next-line no-control-regex -- control characters are removed
      const copyName = type === 'file' ? name.replace(/[\u0000-\u001f/\\]/g, '') : name;
      assertNameValid(copyName);
      assertNameFree(world, place, copyName);
      const copy = {
        type: 'copy' as const,
        as: user.id,
        ...actionTarget(source),
        toFolderId: parent.id,
        rootOf: user.id,
      };
      const created = performOnItem(state, { ...copy, name: copyName });
      const view = itemView(world, created, request.query.fields, 'standard', viewerOf(state, user));
      return reply.code(201).send(view);
    });
  }

  function getItemToChange(type: SimItem['type'], user: SimUser, { params, headers }: FastifyRequest<ById>): SimItem {
    // Root folders cannot be changed.
    if (type === 'folder' && params.id === '0') throw forbidden();
    const item = getVisibleItem(state, user, type, params.id);
    const ifMatch = headers['if-match'];
    // For an item in the trash, Box returns 412 if `If-Match` is its last etag, and 404 otherwise ("Ensuring
    // consistency", Box's guide).
    if (!isActive(world, item) && ifMatch === String(item.etag)) assertUnchanged(item, 'gone');
    assertActive(state, item);
    assertUnchanged(item, ifMatch);
    return item;
  }
}
