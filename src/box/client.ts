/**
 * A thin client for Box's API with the calls that Boxward makes (developer.box.com, API version 2024.0). It parses every
 * response and throws a typed `BoxError` for every failure.
 */
import type { z } from 'zod';
import { readCollaboration, UNREADABLE_COLLABORATION, type BoxCollaboration } from './collaborations.js';
import { eventPage, type EventPage } from './events.js';
import {
  boxFile,
  boxFolder,
  ITEM_FIELDS,
  itemPage,
  trashPage,
  PLACED_ITEM_FIELDS,
  type BoxFile,
  type BoxFolder,
  type BoxItem,
  type TrashEntry,
} from './items.js';
import { pastSecond } from './past-second.js';
import { pageOf, type Page } from './responses.js';
import { get, type CallOptions, type Transport } from './transport.js';
import { boxUser, readUser, USER_FIELDS, type BoxUser } from './users.js';

export type { BoxCollaboration } from './collaborations.js';
export type { BoxFile, BoxFolder, BoxItem } from './items.js';
export type { Page, UnreadableEntry } from './responses.js';
export type { AccessTokens, CallOptions, Transport } from './transport.js';
export type { CallPurpose } from '../domain/monthly-calls.js';
export type { BoxUser } from './users.js';

/** A page of a listing; the first if `marker` is missing or null. */
export interface PageRequest {
  readonly marker?: string | null;
  /** At most 1,000, which is the default. */
  readonly limit?: number;
}

/** A page of events. */
export interface EventsRequest {
  readonly streamType: 'admin_logs' | 'admin_logs_streaming';
  /** `now` is the end of the live stream; null is the beginning. */
  readonly position: string | null;
  readonly limit?: number;
  /** RFC 3339; sent in whole seconds and not beyond now. Box ignores both times for `admin_logs_streaming`. */
  readonly createdAfter?: string;
  readonly createdBefore?: string;
}

/** The calls to Box. Each throws `BoxError` if it fails. */
export interface BoxClient {
  /** The account that the token belongs to (GET /users/me). */
  me(options: CallOptions): Promise<BoxUser>;
  /** The enterprise's managed users (GET /users). */
  users(page: PageRequest, options: CallOptions): Promise<Page<BoxUser>>;
  user(userId: string, options: CallOptions): Promise<BoxUser>;
  /** The items of a folder; '0' is the root (GET /folders/:id/items). */
  folderItems(folderId: string, page: PageRequest, options: CallOptions): Promise<Page<BoxItem>>;
  /** The items that a user has trashed, without what lay below them (GET /folders/trash/items). */
  trash(page: PageRequest, options: CallOptions): Promise<Page<TrashEntry>>;
  folder(folderId: string, options: CallOptions): Promise<BoxFolder>;
  /** A file; Box returns a file in the trash with `itemStatus: 'trashed'` (GET /files/:id). */
  file(fileId: string, options: CallOptions): Promise<BoxFile>;
  /** The collaborations of an item itself, without inherited ones (GET /files|folders/:id/collaborations). */
  collaborations(
    item: { readonly type: 'file' | 'folder'; readonly id: string },
    page: PageRequest,
    options: CallOptions,
  ): Promise<Page<BoxCollaboration>>;
  /** Enterprise events (GET /events). A page can be shorter than `limit` although more events exist. */
  events(request: EventsRequest, options: CallOptions): Promise<EventPage>;
}

const PAGE = 1_000;
const EVENTS_PAGE = 500;
const userPage = pageOf(readUser);
const collaborationPage = pageOf(readCollaboration, UNREADABLE_COLLABORATION);

/** Creates a client for one account's grant. */
export function createBoxClient(transport: Transport): BoxClient {
  return {
    me: (call) => get(transport, { path: '/users/me', query: { fields: USER_FIELDS } }, boxUser, call),

    users: (page, call) => {
      const query = { user_type: 'managed', fields: USER_FIELDS, ...paging(page) };
      return get(transport, { path: '/users', query }, userPage, call);
    },

    user: (userId, call) =>
      get(
        transport,
        { path: `/users/${encodeURIComponent(userId)}`, query: { fields: USER_FIELDS } },
        withId(boxUser, userId),
        call,
      ),

    folderItems: (folderId, page, call) => {
      const query = { fields: ITEM_FIELDS, ...paging(page) };
      return get(transport, { path: `/folders/${encodeURIComponent(folderId)}/items`, query }, itemPage, call);
    },

    trash: (page, call) =>
      get(transport, { path: '/folders/trash/items', query: { fields: 'type,id', ...paging(page) } }, trashPage, call),

    folder: (folderId, call) => {
      const query = { fields: PLACED_ITEM_FIELDS };
      return get(
        transport,
        { path: `/folders/${encodeURIComponent(folderId)}`, query },
        withId(boxFolder, folderId),
        call,
      );
    },

    file: (fileId, call) => {
      const query = { fields: PLACED_ITEM_FIELDS };
      return get(transport, { path: `/files/${encodeURIComponent(fileId)}`, query }, withId(boxFile, fileId), call);
    },

    collaborations: (item, { marker, limit = PAGE }, call) => {
      const path = `/${item.type}s/${encodeURIComponent(item.id)}/collaborations`;
      return get(transport, { path, query: { marker: marker ?? undefined, limit } }, collaborationPage, call);
    },

    events: ({ streamType, position, limit = EVENTS_PAGE, createdAfter, createdBefore }, call) => {
      const query = {
        stream_type: streamType,
        stream_position: position ?? undefined,
        limit,
        created_after: createdAfter && pastSecond(createdAfter),
        created_before: createdBefore && pastSecond(createdBefore),
      };
      return get(transport, { path: '/events', query }, eventPage, call);
    },
  };
}

const paging = ({ marker, limit = PAGE }: PageRequest) => ({ usemarker: 'true', marker: marker ?? undefined, limit });

/** Refuses another object than the requested one, such as one that a cache on the way returns. */
const withId = <T extends { readonly id: string }>(schema: z.ZodType<T>, id: string) =>
  schema.refine((found) => found.id === id);
