/** The demo's two counterparts, over HTTP and nothing else: Boxward's API, and the simulator with a person in front. */
import { z } from 'zod';

const scan = z.object({
  state: z.string(),
  finishedAt: z.string().nullable(),
  users: z.object({ total: z.number(), done: z.number(), skipped: z.number() }),
  folders: z.object({ listed: z.number(), waiting: z.number() }),
  files: z.object({ found: z.number() }),
  express: z.object({ waiting: z.number(), scanned: z.number(), p95Ms: z.number().nullable() }),
  apiCalls: z.number(),
  startedAt: z.string().nullable(),
});
const connection = z.object({
  id: z.string(),
  status: z.string(),
  statusReason: z.object({ message: z.string(), remedy: z.string().nullable() }).nullable(),
  coverage: z.string().nullable(),
  lastTest: z
    .object({
      status: z.string(),
      checks: z.array(
        z.object({ title: z.string(), status: z.string(), message: z.string(), remedy: z.string().nullable() }),
      ),
    })
    .nullable(),
  backfill: z
    .object({
      state: z.string(),
      from: z.string(),
      to: z.string(),
      reachedAt: z.string().nullable(),
      events: z.number(),
    })
    .nullable(),
  eventStream: z.object({ events: z.number() }).nullable(),
  scan,
});
/** A connection, as far as the demo looks at it. */
export type ConnectionBody = z.infer<typeof connection>;

const sharedLink = z
  .object({ url: z.string(), access: z.string(), passwordProtected: z.boolean(), inheritedFrom: z.string().nullable() })
  .nullable();
const truthFile = z.object({
  fileId: z.string(),
  path: z.string(),
  ownerId: z.string(),
  size: z.number(),
  sha1: z.string().nullable(),
  access: z.string(),
  sharedLink,
  hasCollaborations: z.boolean(),
});
/** What is compared of a file. */
export type FileFacts = z.infer<typeof truthFile>;
const file = truthFile.extend({ scannedAt: z.string(), scanReason: z.string() });
type ScannedFile = z.infer<typeof file>;

const picked = z.array(z.object({ id: z.string(), ownerLogin: z.string(), path: z.string() }));
/** A file or folder chosen by the simulator. */
export type Picked = z.infer<typeof picked>[number];
const acted = z.object({ results: z.array(z.object({ itemId: z.string().nullable(), at: z.string() })) });

/** Boxward's API at `url`. */
export function boxwardApi(url: string, token: string) {
  async function call<T extends z.ZodType>(
    schema: T,
    method: string,
    path: string,
    body?: object,
  ): Promise<z.output<T>> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return schema.parse(JSON.parse(text));
  }
  return {
    create: (name: string) =>
      call(connection.extend({ consentUrl: z.string() }), 'POST', '/v1/connections', { name, provider: 'box' }),
    connection: (id: string) => call(connection, 'GET', `/v1/connections/${id}`),
    file: (id: string, fileId: string) => call(file, 'GET', `/v1/files/${id}/${fileId}`),
    async files(id: string): Promise<ScannedFile[]> {
      const page = z.object({ items: z.array(file), nextCursor: z.string().nullable() });
      const files: ScannedFile[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query: string = `connectionId=${id}&state=active&limit=1000${cursor ? `&cursor=${cursor}` : ''}`;
        const answer: z.infer<typeof page> = await call(page, 'GET', `/v1/files?${query}`);
        files.push(...answer.items);
        cursor = answer.nextCursor;
      }
      return files;
    },
    async activities(id: string) {
      const response = await fetch(`${url}/v1/activities?connectionId=${id}`, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/x-ndjson' },
      });
      return ndjson(z.object({ eventId: z.string(), occurredAt: z.string() }), await response.text());
    },
  };
}
export type BoxwardApi = ReturnType<typeof boxwardApi>;

/** The simulator at `url`. */
export function simulatorApi(url: string) {
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
  return {
    /** Follows the consent link, signs in with the account proposed, and presses Allow; where Box leads back to. */
    async allow(consentUrl: string): Promise<string> {
      const page = await (await fetch(consentUrl)).text();
      const form = new URLSearchParams({ password: 'demo', consent: 'grant' });
      for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
        const name = /name="([^"]*)"/.exec(tag)?.[1];
        const value = /value="([^"]*)"/.exec(tag)?.[1];
        if (name && value) form.set(name, unescape(value));
      }
      const answer = await fetch(`${url}/api/oauth2/authorize`, { method: 'POST', body: form, redirect: 'manual' });
      const location = answer.headers.get('location');
      if (!location) throw new Error('Box did not lead back');
      return location;
    },
    pick: async (kind: 'file' | 'folder', query: string) => picked.parse(await get(`/_sim/pick?kind=${kind}&${query}`)),
    truthFiles: async () => ndjson(truthFile, await (await fetch(`${url}/_sim/truth/files`)).text()),
    truthUsers: async () =>
      ndjson(z.object({ status: z.string() }), await (await fetch(`${url}/_sim/truth/users`)).text()),
    async truthEvents(after: string) {
      const text = await (await fetch(`${url}/_sim/truth/events?after=${encodeURIComponent(after)}`)).text();
      return ndjson(z.object({ eventId: z.string(), itemId: z.string().nullable() }), text);
    },
    leastCalls: async () =>
      z
        .object({ folderPages: z.number(), users: z.number(), collaborations: z.number() })
        .parse(await get('/_sim/truth/calls')),
    /** Calls that Boxward made, by route. */
    async callsByRoute(): Promise<Record<string, number>> {
      return z.object({ byRoute: z.record(z.string(), z.number()) }).parse(await get('/_sim/requests')).byRoute;
    },
    async act(actions: readonly object[]) {
      const response = await fetch(`${url}/_sim/actions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ actions }),
      });
      return acted.parse(await response.json()).results;
    },
  };
}
export type SimulatorApi = ReturnType<typeof simulatorApi>;

function ndjson<T extends z.ZodType>(schema: T, text: string): z.output<T>[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [schema.parse(JSON.parse(line))]));
}

const unescape = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
