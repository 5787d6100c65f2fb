import createClient from 'openapi-fetch';
import type { components, paths } from '../portal/src/api/schema.js';

type Schemas = components['schemas'];
export type Connection = Schemas['Connection'];
export type NewConnection = Schemas['NewConnection'];
export type File = Schemas['File'];
export type FileDetails = Schemas['FileDetails'];
export type Activity = Schemas['Activity'];
export type Queue = Schemas['Queue'];
export type ScanProblem = Schemas['ScanProblem'];
export type Rescan = Schemas['Rescans']['items'][number];

type FileFilter = Omit<NonNullable<paths['/v1/files']['get']['parameters']['query']>, 'cursor' | 'limit'>;
type ActivityFilter = Omit<NonNullable<paths['/v1/activities']['get']['parameters']['query']>, 'cursor' | 'limit'>;

const PAGE_SIZE = 1_000;

/** Boxward's API. */
export type Boxward = ReturnType<typeof boxwardAt>;

/**
 * A client for the API at `url` that authenticates with an API token. Its methods return the parsed body, and
 * throw an error with the status and the problem when the API refuses the request.
 */
export function boxwardAt(url: string, token: string) {
  const authorization = `Bearer ${token}`;
  const api = createClient<paths>({ baseUrl: url, headers: { authorization } });
  const at = (id: string) => ({ params: { path: { id } } });

  return {
    /** All requests that the API describes, typed; they return `{ data, error, response }` and do not throw. */
    api,

    /** Sends any request, also one that the API does not describe. Does not follow redirects. */
    request(
      method: string,
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Response> {
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      return fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: { authorization, ...json, ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      });
    },

    createConnection: (name: string): Promise<NewConnection> =>
      dataOf(api.POST('/v1/connections', { body: { name, provider: 'box' } })),
    listConnections: (): Promise<Connection[]> =>
      allPages((page) => dataOf(api.GET('/v1/connections', { params: { query: page } }))),
    getConnection: (id: string): Promise<Connection> => dataOf(api.GET('/v1/connections/{id}', at(id))),
    /** Creates a new consent link and returns its address. */
    createConsentLink: async (id: string): Promise<string> =>
      (await dataOf(api.POST('/v1/connections/{id}/consent-link', at(id)))).consentUrl,
    testApi: (id: string) => dataOf(api.POST('/v1/connections/{id}/test', at(id))),
    disconnect: (id: string): Promise<Connection> => dataOf(api.DELETE('/v1/connections/{id}', at(id))),
    /** Disconnects and deletes everything that was stored about the connection. */
    purge: (id: string): Promise<Connection> =>
      dataOf(api.DELETE('/v1/connections/{id}', { params: { path: { id }, query: { purge: 'true' } } })),

    pauseScan: (id: string) => dataOf(api.POST('/v1/connections/{id}/scan/pause', at(id))),
    resumeScan: (id: string) => dataOf(api.POST('/v1/connections/{id}/scan/resume', at(id))),
    restartScan: (id: string) => dataOf(api.POST('/v1/connections/{id}/scan/restart', at(id))),
    promoteFiles: (id: string, fileIds: string[]) =>
      dataOf(api.POST('/v1/connections/{id}/scan/promote', { ...at(id), body: { fileIds } })),
    getRecentRescans: (id: string): Promise<Rescan[]> =>
      dataOf(api.GET('/v1/connections/{id}/scan/recent', at(id))).then(({ items }) => items),
    getQueue: (id: string, limit = 100): Promise<Queue> =>
      dataOf(api.GET('/v1/connections/{id}/scan/queue', { params: { path: { id }, query: { limit } } })),
    listProblems: (id: string, pageSize = PAGE_SIZE): Promise<ScanProblem[]> =>
      allPages(
        (page) => dataOf(api.GET('/v1/connections/{id}/problems', { params: { path: { id }, query: page } })),
        pageSize,
      ),

    getFile: (connectionId: string, fileId: string): Promise<FileDetails> =>
      dataOf(api.GET('/v1/files/{connectionId}/{fileId}', { params: { path: { connectionId, fileId } } })),
    /** All files of the connection that match, active ones unless the filter names other states. */
    listFiles: (connectionId: string, filter: FileFilter = {}, pageSize = PAGE_SIZE): Promise<File[]> =>
      allPages(
        (page) => dataOf(api.GET('/v1/files', { params: { query: { connectionId, ...filter, ...page } } })),
        pageSize,
      ),
    listActivities: (connectionId: string, filter: ActivityFilter = {}): Promise<Activity[]> =>
      allPages((page) =>
        dataOf(api.GET('/v1/activities', { params: { query: { connectionId, ...filter, ...page } } })),
      ),

    /** Creates a link that signs a browser in, once; it returns the link's address. */
    createSignInLink: async (): Promise<string> => (await dataOf(api.POST('/v1/sign-in-links'))).url,
  };
}

/** The body of a successful call; throws for any other response. */
async function dataOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (data !== undefined) return data;
  throw new Error(`${response.url} returned ${response.status}: ${JSON.stringify(error)}`);
}

/** Reads a list to its end. */
async function allPages<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<{ items: T[]; nextCursor: string | null }>,
  limit = PAGE_SIZE,
): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: T[]; nextCursor: string | null } = await read({ limit, ...(cursor && { cursor }) });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}
