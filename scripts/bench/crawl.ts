/** Lists an enterprise with nothing but undici and `JSON.parse`: the pages that any crawler must read. */
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';
import { ITEM_FIELDS } from '../../src/box/items.js';
import { boxToken } from './box-token.js';

/** An item of a listing, as far as it is read. */
export interface Entry extends Readonly<Record<string, unknown>> {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly owned_by: { readonly id: string; readonly login: string };
}

/** A page of a folder, and where the folder is. */
export interface Page {
  readonly folderId: string;
  /** The path of the folder, without a slash at its end. */
  readonly path: string;
  /** Those that the listed user owns. */
  readonly files: readonly Entry[];
}

interface Todo {
  readonly userId: string;
  readonly folderId: string;
  readonly path: string;
  readonly marker: string;
}

const itemPage = z.object({ entries: z.array(z.unknown()), next_marker: z.string().nullable() });
const userPage = z.object({
  entries: z.array(z.object({ id: z.string(), status: z.string() })),
  next_marker: z.string().nullable(),
});
const self = z.object({ id: z.string() });

/** Calls in flight: as many as Boxward's default settings allow. */
const IN_FLIGHT = 16;

/** How fast a crawl may be. */
export interface CrawlPace {
  readonly inFlight: number;
  /** The least time between the starts of two calls, in milliseconds. */
  readonly everyMs: number;
}

/** Reads every page of every active user's folders, and waits for `store` with each. Returns the number of calls. */
export async function crawl(
  simulatorUrl: string,
  store: (page: Page) => Promise<void>,
  { inFlight, everyMs }: CrawlPace = { inFlight: IN_FLIGHT, everyMs: 0 },
): Promise<number> {
  const pool = new Pool(simulatorUrl, { connections: inFlight });
  let nextAt = 0;
  const authorization = `Bearer ${await boxToken(simulatorUrl)}`;
  let calls = 0;
  const get = async (path: string, asUser?: string): Promise<unknown> => {
    calls += 1;
    if (everyMs > 0) {
      const waitMs = nextAt - performance.now();
      nextAt = Math.max(nextAt, performance.now()) + everyMs;
      if (waitMs > 0) await delay(waitMs);
    }
    const headers = { authorization, ...(asUser === undefined ? {} : { 'as-user': asUser }) };
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path} returned ${statusCode}: ${text}`);
    return JSON.parse(text);
  };
  try {
    const me = self.parse(await get('/2.0/users/me')).id;
    const todo = (await activeUsers(get)).map((userId): Todo => ({ userId, folderId: '0', path: '', marker: '' }));
    await drain(todo, inFlight, (each) => readPage(each, me));
    return calls;

    async function readPage({ userId, folderId, path, marker }: Todo, own: string): Promise<void> {
      const query = `usemarker=true&limit=1000&fields=${ITEM_FIELDS}${marker && `&marker=${marker}`}`;
      // Box refuses As-User with the caller's own id.
      const body = await get(`/2.0/folders/${folderId}/items?${query}`, userId === own ? undefined : userId);
      const page = itemPage.parse(body);
      if (page.next_marker) todo.push({ userId, folderId, path, marker: page.next_marker });
      // The yardstick trusts Box: it checks only what it reads.
      const owned = (page.entries as Entry[]).filter(({ owned_by: owner }) => owner.id === userId);
      for (const { type, id, name } of owned) {
        if (type === 'folder') todo.push({ userId, folderId: id, path: `${path}/${name}`, marker: '' });
      }
      const files = owned.filter(({ type }) => type === 'file');
      if (files.length > 0) await store({ folderId, path, files });
    }
  } finally {
    await pool.destroy();
  }
}

async function activeUsers(get: (path: string) => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  for (let marker: string | null = ''; marker !== null;) {
    const query = `usemarker=true&limit=1000&fields=status${marker && `&marker=${marker}`}`;
    const page = userPage.parse(await get(`/2.0/users?${query}`));
    for (const { id, status } of page.entries) if (status === 'active') ids.push(id);
    marker = page.next_marker;
  }
  return ids;
}

/** Works on all entries, `inFlight` at a time; `one` may add more. Throws the first error. */
async function drain<T>(todo: T[], inFlight: number, one: (each: T) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let busy = 0;
    const next = (): void => {
      if (todo.length === 0 && busy === 0) resolve();
      while (busy < inFlight) {
        const each = todo.pop();
        if (each === undefined) return;
        busy += 1;
        one(each).then(() => {
          busy -= 1;
          next();
        }, reject);
      }
    };
    next();
  });
}
