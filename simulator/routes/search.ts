/** Search. */
import type { FastifyInstance } from 'fastify';
import { authenticate, isHiddenByAsUser } from '../box/auth/caller.js';
import { badRequest, forbidden } from '../box/http/errors.js';
import { MAX_OFFSET, pageBounds, type PageQuery } from '../box/http/paging.js';
import { itemRenderer } from '../box/items/item-view.js';
import { type Range, searchItems, type SearchRequest } from '../box/items/search.js';
import { getVisibleItem } from '../box/sharing/item-access.js';
import { viewerOf } from '../box/sharing/viewer.js';
import type { SimUser } from '../enterprise/model.js';
import type { State } from '../state.js';

type Query = PageQuery & Readonly<Record<string, string | undefined>>;

/** "Defaults to 30, the maximum is 200" (Box's reference of search). */
const DEFAULT_LIMIT = '30';
const MAX_LIMIT = 200;

/** Registers `GET /search`. */
export function searchRoutes(app: FastifyInstance, state: State): void {
  app.get<{ Querystring: Query }>('/2.0/search', (request) => {
    const caller = authenticate(state, request);
    const { user } = caller;
    const { query } = request;
    if (query['query'] === undefined && query['mdfilters'] === undefined) {
      throw badRequest('missing_parameter', 'Please provide at least the query or mdfilters query parameter');
    }
    // Ignoring it would return everything.
    if (query['mdfilters'] !== undefined) {
      throw badRequest(
        'invalid_parameter',
        'mdfilters is not supported by the simulator: use query and the other filters',
      );
    }
    // Only available after Box's support has enabled it.
    if (query['scope'] === 'enterprise_content') throw forbidden();
    const { limit, offset } = pageBounds({ ...query, limit: query.limit ?? DEFAULT_LIMIT }, MAX_OFFSET, MAX_LIMIT);
    const indexedAt = state.clock.now() - state.settings.searchLagMs;
    const found = searchItems(state.world, user, searchRequest(user, query), indexedAt).filter(
      (item) => !isHiddenByAsUser(state, caller, item),
    );
    if (query['sort'] === 'modified_at') {
      const sign = query['direction']?.toUpperCase() === 'ASC' ? 1 : -1;
      found.sort((a, b) => sign * (a.modifiedAt - b.modifiedAt));
    }
    const entries = found
      .slice(offset, offset + limit)
      .map(itemRenderer(state.world, query['fields'], 'standard', viewerOf(state, user)));
    const page = { total_count: found.length, limit, offset };
    if (query['include_recent_shared_links'] !== 'true') return { ...page, type: 'search_results_items', entries };
    const wrapped = entries.map((item) => ({ type: 'search_result', item }));
    return { ...page, type: 'search_results_with_shared_links', entries: wrapped };
  });

  function searchRequest(user: SimUser, query: Query): SearchRequest {
    const folderIds = parseList(query['ancestor_folder_ids'])?.filter((id) => id !== '0') ?? null;
    for (const id of folderIds ?? []) getVisibleItem(state, user, 'folder', id);
    return {
      query: query['query'] ?? '',
      types: parseList(query['type']),
      extensions: parseList(query['file_extensions']?.toLowerCase()),
      ownerIds: parseList(query['owner_user_ids']),
      folderIds: folderIds?.length === 0 ? null : folderIds,
      createdAt: parseRange(query, 'created_at_range', Date.parse),
      updatedAt: parseRange(query, 'updated_at_range', Date.parse),
      size: parseRange(query, 'size_range', Number),
      trash:
        (['trashed_only', 'all_items'] as const).find((each) => each === query['trash_content']) ?? 'non_trashed_only',
    };
  }
}

const parseList = (text: string | undefined): string[] | null => text?.split(',').map((each) => each.trim()) ?? null;

/** Parses "from,to", of which one may be empty. Throws 400 `invalid_parameter`. */
function parseRange(query: Query, name: string, read: (text: string) => number): Range {
  const [from, to] = (query[name] ?? ',').split(',').map((text) => (text === '' ? null : read(text)));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) {
    throw badRequest('invalid_parameter', `${name} is not valid`);
  }
  return [from, to];
}
