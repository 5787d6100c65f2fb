/** Boxward as an admin's script uses it: over HTTP, with a token. */

/** A connection's body, as far as the tests look at it. */
export interface ConnectionBody {
  readonly id: string;
  readonly status: string;
  readonly statusReason: { readonly code: string; readonly message: string; readonly remedy: string | null } | null;
  readonly coverage: string | null;
  readonly account: { readonly login: string; readonly role: string } | null;
  readonly enterprise: { readonly id: string } | null;
  readonly lastTest: TestBody | null;
  readonly backfill: {
    readonly state: string;
    readonly events: number;
    readonly from: string;
    readonly to: string;
  } | null;
  readonly eventStream: {
    readonly state: string;
    readonly events: number;
    readonly gaps: readonly { readonly from: string; readonly to: string }[];
  } | null;
  readonly scan: ScanBody;
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly remedy: string | null;
    readonly itemId: string | null;
  }[];
}

export interface TestBody {
  readonly status: string;
  readonly checks: readonly {
    readonly id: string;
    readonly status: string;
    readonly message: string;
    readonly remedy: string | null;
  }[];
}

export interface ScanBody {
  readonly state: string;
  readonly generation: number | null;
  readonly finishedAt: string | null;
  readonly users: { readonly total: number; readonly done: number; readonly skipped: number };
  readonly folders: { readonly listed: number; readonly waiting: number };
  readonly files: { readonly found: number; readonly scanned: number };
  readonly express: { readonly waiting: number; readonly scanned: number; readonly p95Ms: number | null };
  readonly apiCalls: number;
  readonly problems: number;
}

/** A file's body, as far as the tests look at it. */
export interface FileBody {
  readonly fileId: string;
  readonly name: string;
  readonly path: string;
  readonly ownerId: string;
  readonly ownerLogin: string;
  readonly size: number;
  readonly sha1: string | null;
  readonly extension: string;
  readonly access: string;
  readonly sharedLink: {
    readonly access: string;
    readonly passwordProtected: boolean;
    readonly url: string;
    readonly inheritedFrom: string | null;
  } | null;
  readonly hasCollaborations: boolean;
  readonly state: string;
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
  readonly scannedAt: string;
  readonly scanReason: string;
  readonly generation: number;
}

export interface ActivityBody {
  readonly eventId: string;
  readonly type: string;
  readonly category: string;
  readonly occurredAt: string;
  readonly source: string;
  readonly item: { readonly id: string } | null;
}

/** One page of a list. */
export interface PageBody<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The API of one Boxward. */
export interface Boxward {
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The parsed answer; throws with the problem when the call failed. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  create(name: string): Promise<ConnectionBody & { readonly consentUrl: string }>;
  connection(id: string): Promise<ConnectionBody>;
  file(connectionId: string, fileId: string): Promise<FileBody>;
  files(connectionId: string, query?: string): Promise<FileBody[]>;
  activities(connectionId: string, query?: string): Promise<ActivityBody[]>;
}

/** A client for the API at `url`. */
export function boxwardAt(url: string, token: string): Boxward {
  const request: Boxward['request'] = (method, path, body, headers = {}) =>
    fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await request(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  async function all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const page: PageBody<T> = await call('GET', cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  return {
    request,
    call,
    create: (name) => call('POST', '/v1/connections', { name, provider: 'box' }),
    connection: (id) => call('GET', `/v1/connections/${id}`),
    file: (id, fileId) => call('GET', `/v1/files/${id}/${fileId}`),
    files: (id, query = 'state=active') => all(`/v1/files?connectionId=${id}&limit=1000&${query}`),
    activities: (id, query = '') => all(`/v1/activities?connectionId=${id}&limit=1000&${query}`),
  };
}

/** Asks until the answer is as wanted; throws with the last answer after `timeoutMs`. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  { timeoutMs = 60_000, everyMs = 100 } = {},
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (isWanted(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > giveUpAt) {
      const shown = last instanceof Error ? last.message : JSON.stringify(last, null, 1).slice(0, 3_000);
      throw new Error(`Not so within ${timeoutMs} ms; last: ${shown}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
