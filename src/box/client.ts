/**
 * A thin client for Box's API: the calls that Boxward makes, every answer parsed, every failure typed, nothing repeated
 * but a call whose access token had just expired. Facts: developer.box.com, API version 2024.0.
 */
import { parse as parseLossless } from 'lossless-json';
import { Agent, request, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { BoxError, errorFromResponse, isBoxError, unavailable } from './errors.js';
import { eventPage, type EventPage } from './events.js';
import type { Governor } from './governor.js';
import {
  boxCollaboration,
  boxFile,
  boxFolder,
  itemPage,
  boxUser,
  ITEM_FIELDS,
  pageOf,
  PLACED_ITEM_FIELDS,
  USER_FIELDS,
  type BoxCollaboration,
  type BoxFile,
  type BoxFolder,
  type BoxItem,
  type BoxUser,
  type Page,
} from './items.js';
import { readText } from './read-text.js';

export type { BoxCollaboration, BoxFile, BoxFolder, BoxItem, BoxUser, Page } from './items.js';

/** What a call is for: calls are the currency, and are counted by it. */
export type CallPurpose = 'test' | 'users' | 'listing' | 'collaborations' | 'express' | 'stream' | 'backfill' | 'token';

/** Where access tokens come from. */
export interface AccessTokens {
  current(): Promise<string>;
  /** `rejected` was answered with 401: answers another token, or throws `BoxUnauthorized`. */
  renew(rejected: string): Promise<string>;
}

/** How one call is made. */
export interface CallOptions {
  readonly purpose: CallPurpose;
  /** The user to act as; never sent for the account that consented, whose own id Box refuses. */
  readonly asUser?: string;
  readonly signal?: AbortSignal;
}

/** What a client is made of. */
export interface BoxClientOptions {
  readonly baseUrl: string;
  readonly tokens: AccessTokens;
  readonly governor: Governor;
  /** The account that consented; null while it is not known. */
  readonly accountId: string | null;
  readonly onCall: (purpose: CallPurpose) => void;
  /** The longest wait for an answer's head and for each next piece of its body, in milliseconds (default 30 s); the whole answer may take four times that. */
  readonly timeoutMs?: number;
  readonly dispatcher?: Dispatcher;
}

/** A page of a listing by marker. */
export interface PageRequest {
  readonly marker?: string | null;
  readonly limit?: number;
}

/** Which events; `createdAfter` and `createdBefore` (RFC 3339) count for `admin_logs` only. */
export interface EventsRequest {
  readonly streamType: 'admin_logs' | 'admin_logs_streaming';
  readonly position: string | null;
  readonly limit?: number;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
}

/** Box's API, as far as Boxward speaks it. Every call throws `BoxError` when it fails. */
export interface BoxClient {
  /** The account that the token belongs to (GET /users/me). */
  me(options: CallOptions): Promise<BoxUser>;
  /** The enterprise's managed users, by marker, at most 1,000 a page (GET /users). */
  users(page: PageRequest, options: CallOptions): Promise<Page<BoxUser>>;
  user(userId: string, options: CallOptions): Promise<BoxUser>;
  /** A folder's items, by marker, at most 1,000 a page; '0' is the root (GET /folders/:id/items). */
  folderItems(folderId: string, page: PageRequest, options: CallOptions): Promise<Page<BoxItem>>;
  folder(folderId: string, options: CallOptions): Promise<BoxFolder>;
  /** A file; one in the trash answers with `itemStatus: 'trashed'` (GET /files/:id). */
  file(fileId: string, options: CallOptions): Promise<BoxFile>;
  /** The collaborations attached to an item itself (GET /files|folders/:id/collaborations). */
  collaborations(
    item: { readonly type: 'file' | 'folder'; readonly id: string },
    page: PageRequest,
    options: CallOptions,
  ): Promise<Page<BoxCollaboration>>;
  /** Enterprise events (GET /events); a page may be short although more exist. */
  events(request: EventsRequest, options: CallOptions): Promise<EventPage>;
}

/** One connection pool for all clients of a process. */
const sharedAgent = new Agent({ connections: 64, keepAliveTimeout: 30_000 });
const TIMEOUT_MS = 30_000;
/** The whole answer may take this many times as long as its head. */
const WHOLE_ANSWER = 4;
const PAGE = 1_000;
/** A page of 1,000 items is about one megabyte; nothing that Box sends us is near this. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** A client for one account's grant. */
export function createBoxClient(options: BoxClientOptions): BoxClient {
  const { tokens, governor, onCall, accountId } = options;

  async function get<T extends z.ZodType>(
    path: string,
    query: Record<string, string | number | undefined>,
    schema: T,
    call: CallOptions,
  ): Promise<z.output<T>> {
    const url = new URL(`${options.baseUrl}/2.0${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
    }
    const asUser = call.asUser === accountId ? undefined : call.asUser;
    const token = await tokens.current();
    try {
      return await once(url, token, asUser, schema, call);
    } catch (error) {
      if (!isBoxError(error, 'BoxUnauthorized') || error.status !== 401) throw error;
      return once(url, await tokens.renew(token), asUser, schema, call);
    }
  }

  async function once<T extends z.ZodType>(
    url: URL,
    token: string,
    asUser: string | undefined,
    schema: T,
    call: CallOptions,
  ): Promise<z.output<T>> {
    const budget = asUser ?? accountId ?? 'self';
    await governor.acquire(budget, laneOf(call.purpose), call.signal);
    onCall(call.purpose);
    const text = await send(url, token, asUser, call).catch((error: unknown) => {
      if (isBoxError(error, 'BoxRateLimited')) governor.limited(budget, error.retryAfterMs);
      throw error;
    });
    return parseAnswer(text, schema);
  }

  async function send(url: URL, token: string, asUser: string | undefined, call: CallOptions): Promise<string> {
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    const until = Date.now() + timeoutMs * WHOLE_ANSWER;
    const answer = await request(url, {
      dispatcher: options.dispatcher ?? sharedAgent,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(asUser === undefined ? {} : { 'as-user': asUser }),
      },
      ...(call.signal ? { signal: call.signal } : {}),
    }).catch((error: unknown) => {
      throw passAbort(error, call.signal);
    });
    const body = await readText(answer.body, { maxBytes: MAX_BODY_BYTES, until }).catch((error: unknown) => {
      throw passAbort(error, call.signal);
    });
    if (answer.statusCode === 200) return body;
    const header = (name: string) => {
      const value = answer.headers[name];
      return typeof value === 'string' ? value : null;
    };
    throw errorFromResponse({
      status: answer.statusCode,
      retryAfter: header('retry-after'),
      requestId: header('box-request-id'),
      wwwAuthenticate: header('www-authenticate'),
      body,
    });
  }

  const paging = ({ marker, limit }: PageRequest) => ({
    usemarker: 'true',
    marker: marker ?? undefined,
    limit: limit ?? PAGE,
  });

  return {
    me: (call) => get('/users/me', { fields: USER_FIELDS }, boxUser, call),
    users: (page, call) =>
      get('/users', { user_type: 'managed', fields: USER_FIELDS, ...paging(page) }, pageOf(boxUser), call),
    user: (userId, call) => get(`/users/${encodeURIComponent(userId)}`, { fields: USER_FIELDS }, boxUser, call),
    folderItems: (folderId, page, call) =>
      get(`/folders/${encodeURIComponent(folderId)}/items`, { fields: ITEM_FIELDS, ...paging(page) }, itemPage, call),
    folder: (folderId, call) =>
      get(`/folders/${encodeURIComponent(folderId)}`, { fields: PLACED_ITEM_FIELDS }, boxFolder, call),
    file: (fileId, call) => get(`/files/${encodeURIComponent(fileId)}`, { fields: PLACED_ITEM_FIELDS }, boxFile, call),
    collaborations: (item, { marker, limit }, call) =>
      get(
        `/${item.type}s/${encodeURIComponent(item.id)}/collaborations`,
        { marker: marker ?? undefined, limit: limit ?? PAGE },
        pageOf(boxCollaboration),
        call,
      ),
    events: ({ streamType, position, limit, createdAfter, createdBefore }, call) =>
      get(
        '/events',
        {
          stream_type: streamType,
          stream_position: position ?? undefined,
          limit: limit ?? 500,
          created_after: createdAfter,
          created_before: createdBefore,
        },
        eventPage,
        call,
      ),
  };
}

/** Listing may be slow; what somebody waits for has its own share of the budget. */
function laneOf(purpose: CallPurpose): 'bulk' | 'live' {
  return purpose === 'users' || purpose === 'listing' || purpose === 'collaborations' ? 'bulk' : 'live';
}

/** Numbers that JavaScript would round (stream positions are 64 bits) stay as they were written, as strings. */
const exactNumber = (text: string): number | string => {
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
};

/** A name given twice counts as its last, as in `JSON.parse`. */
const LOSSLESS = { parseNumber: exactNumber, onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };

/** Postgres holds neither NUL nor half a surrogate pair; somebody may have called a file so. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;
const storable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;

function parseAnswer<T extends z.ZodType>(text: string, schema: T): z.output<T> {
  let json: unknown;
  try {
    // The lossless parser is some five times slower: only answers that hold long numbers need it.
    const reviver = UNSTORABLE.test(text) ? storable : undefined;
    json = /\d{16}/.test(text) ? parseLossless(text, reviver, LOSSLESS) : JSON.parse(text, reviver);
  } catch {
    throw unavailable(200);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw unavailable(200);
  return parsed.data;
}

/** An abort is ours and stays what it is; all else on the way is Box's trouble. */
function passAbort(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted || error instanceof BoxError) return error;
  return unavailable();
}
