/** Files. */
import type { FastifyInstance } from 'fastify';
import { authenticate } from '../box/auth/caller.js';
import { type PageQuery, paginate } from '../box/http/paging.js';
import { itemView } from '../box/items/item-view.js';
import { getUsableItem } from '../box/sharing/item-access.js';
import { getAccessibleItem } from '../box/sharing/shared-link-access.js';
import { miniUser, viewerOf } from '../box/sharing/viewer.js';
import { sha1Of } from '../enterprise/content/index.js';
import { versionId } from '../enterprise/versions.js';
import type { State } from '../state.js';
import { boxTime } from '../time/box-time.js';

interface ById {
  Params: { id: string };
  Querystring: PageQuery & { readonly fields?: string };
}

/** Registers `GET /files/:id` and `GET /files/:id/versions`. */
export function fileRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  // A file in the trash is returned, with `item_status`, rather than an error (box-node-sdk's tests expect this).
  app.get<ById>('/2.0/files/:id', (request, reply) => {
    const { user } = authenticate(state, request);
    const file = getAccessibleItem(state, user, 'file', request.params.id, request.headers['boxapi']);
    if (request.headers['if-none-match'] === String(file.etag)) return reply.code(304).send();
    return itemView(world, file, request.query.fields, 'standard', viewerOf(state, user));
  });

  // Past versions only, without the current one.
  app.get<ById>('/2.0/files/:id/versions', (request) => {
    const { user } = authenticate(state, request);
    const file = getUsableItem(state, user, 'file', request.params.id, 'preview');
    const past = [...(file.pastVersions ?? [])]
      .reverse()
      .map((each) => ({ ...each, id: versionId(file, each.version) }));
    const page = paginate(past, { ...request.query, usemarker: undefined }, ({ id, version, size, modifiedAt, modifiedBy }) => ({
      type: 'file_version',
      id,
      sha1: sha1Of(world.size.seed, { ...file, version }),
      name: file.name,
      size,
      created_at: boxTime(modifiedAt),
      modified_at: boxTime(modifiedAt),
      modified_by: miniUser(world, modifiedBy),
      trashed_at: null,
      purged_at: null,
      uploader_display_name: miniUser(world, modifiedBy).name,
    })); // prettier-ignore
    return { ...page, order: [{ by: 'version_number', direction: 'DESC' }] };
  });
}
