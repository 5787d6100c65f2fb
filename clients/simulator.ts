import { z } from 'zod';

const user = z.object({
  userId: z.string(),
  login: z.string(),
  name: z.string(),
  role: z.string(),
  status: z.string(),
  files: z.number(),
});
/** A managed user as the simulator has it. */
export type TruthUser = z.infer<typeof user>;

/** The schema of a file at the simulator. */
export const truthFile = z.object({
  fileId: z.string(),
  name: z.string(),
  path: z.string(),
  ownerId: z.string(),
  ownerLogin: z.string(),
  size: z.number(),
  sha1: z.string().nullable(),
  extension: z.string(),
  access: z.string(),
  sharedLink: z
    .object({
      access: z.string(),
      passwordProtected: z.boolean(),
      url: z.string(),
      inheritedFrom: z.string().nullable(),
    })
    .nullable(),
  hasCollaborations: z.boolean(),
  state: z.string(),
  createdAt: z.string().nullable(),
  modifiedAt: z.string().nullable(),
});
/** A file as the simulator has it, in the form in which Boxward reports files. */
export type TruthFile = z.infer<typeof truthFile>;

const event = z.object({
  eventId: z.string(),
  type: z.string(),
  createdAt: z.string(),
  itemType: z.string().nullable(),
  itemId: z.string().nullable(),
});
/** An enterprise event that the simulator recorded. */
export type TruthEvent = z.infer<typeof event>;

const picked = z.object({ id: z.string(), ownerId: z.string(), ownerLogin: z.string(), path: z.string() });
/** A file or folder that the simulator picked by seed. */
export type Picked = z.infer<typeof picked>;

const actionResult = z.object({
  type: z.string(),
  eventId: z.string().nullable(),
  itemId: z.string().nullable(),
  at: z.string(),
});
/** What one action did. */
export type ActionResult = z.infer<typeof actionResult>;

const activeFault = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.number().optional(),
  /** The ids of the entries that `oddEntries` hit, the latest thousand. */
  entriesHit: z.array(z.string()).optional(),
  route: z.string().optional(),
  endsAt: z.string().nullable(),
  hits: z.number(),
  tries: z.number(),
});
/** An active fault, how often it hit, and how many requests, entries or events it could have hit. */
export type ActiveFault = z.infer<typeof activeFault>;

const addedFault = z.object({ id: z.string().optional() });

const leastCalls = z.object({ folderPages: z.number(), users: z.number(), collaborations: z.number() });
const counts = z.record(z.string(), z.number());
const requests = z.looseObject({ total: z.number(), byRoute: counts, byUser: counts, byStatus: counts });

/** How an admin answers the consent page: by default, the proposed account grants access. */
export interface ConsentAnswer {
  readonly login?: string;
  readonly press?: 'grant' | 'deny';
}

/** The simulator's controls and its consent page. */
export type SimulatorControls = ReturnType<typeof simulatorAt>;

/** A client for the simulator at `url`. Its methods throw when the simulator refuses a request. */
export function simulatorAt(url: string) {
  async function send(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(`${url}/_sim${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_sim${path} returned ${response.status}: ${text}`);
    return text;
  }
  const post = async (path: string, body: Readonly<Record<string, unknown>>): Promise<void> => {
    await send('POST', path, body);
  };
  const remove = async (path: string): Promise<void> => {
    await send('DELETE', path);
  };
  const get = async <T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> =>
    schema.parse(JSON.parse(await send('GET', path)));
  const getLines = async <T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>[]> =>
    (await send('GET', path)).split('\n').flatMap((line) => (line === '' ? [] : [schema.parse(JSON.parse(line))]));

  /** Answers the consent page that a link leads to; returns Box's redirect, or null if Box ends on its own page. */
  async function consentRedirect(consentUrl: string, { login, press = 'grant' }: ConsentAnswer = {}) {
    const page = await (await fetch(consentUrl)).text();
    const form = new URLSearchParams(inputsOf(page));
    if (login !== undefined) form.set('login', login);
    form.set('password', 'any password is right');
    form.set('consent', press);
    const response = await fetch(`${url}/api/oauth2/authorize`, { method: 'POST', body: form, redirect: 'manual' });
    return response.headers.get('location');
  }

  return {
    truthUsers: () => getLines(user, '/truth/users'),
    truthFiles: () => getLines(truthFile, '/truth/files'),
    /** The events from `after` to `before` or to the last one; both RFC 3339 in UTC. */
    truthEvents: (after: string, before = '9999-01-01T00:00:00Z') =>
      getLines(event, `/truth/events?${new URLSearchParams({ after, before }).toString()}`),
    /** The smallest number of calls that a full listing of the enterprise needs. */
    leastCalls: () => get(leastCalls, '/truth/calls'),
    /** Picks active items by a query: `n` (10), `seed` (1), `owner`, `minFiles` (of a folder). */
    pick: (kind: 'file' | 'folder', query = 'n=10') => get(z.array(picked), `/pick?kind=${kind}&${query}`),
    /** Performs actions in order, each as the item's owner unless it names a user in `as`. */
    act: async (actions: readonly Readonly<Record<string, unknown>>[]): Promise<ActionResult[]> =>
      z.object({ results: z.array(actionResult) }).parse(JSON.parse(await send('POST', '/actions', { actions })))
        .results,
    settings: (change: Readonly<Record<string, unknown>>) => post('/settings', change),
    /** Moves the simulator's clock forward. */
    advance: (advanceMs: number) => post('/clock', { advanceMs }),
    /** The simulator's time in epoch milliseconds. */
    now: async () => Date.parse((await get(z.object({ now: z.string() }), '/clock')).now),
    /** Adds a fault and returns its id; null for a fault that acts at once. */
    async fault(added: Readonly<Record<string, unknown>>): Promise<string | null> {
      return addedFault.parse(JSON.parse(await send('POST', '/faults', added))).id ?? null;
    },
    removeFault: (id: string) => remove(`/faults/${id}`),
    faults: () => get(z.array(activeFault), '/faults'),
    clearFaults: () => remove('/faults'),
    /** Counts of the requests since the start or the last reset. */
    requests: () => get(requests, '/requests'),
    /** Makes users work by themselves, with about this many actions a minute, until `stopActivity`. */
    startActivity: (perMinute: number, more: Readonly<Record<string, unknown>> = {}) =>
      post('/life', { perMinute, ...more }),
    stopActivity: () => remove('/life'),

    consentRedirect,
    /** Answers the consent page and follows Box's redirect to Boxward; returns Boxward's response. */
    async consent(consentUrl: string, answer: ConsentAnswer = {}): Promise<Response> {
      const location = await consentRedirect(consentUrl, answer);
      if (location === null) throw new Error('Box ended the consent on its own page, without a redirect');
      return fetch(location);
    },
  };
}

/** The form's hidden fields, and the login that it proposes. */
function inputsOf(page: string): [string, string][] {
  return [...page.matchAll(/<input[^>]*>/g)].flatMap(([input]) => {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1];
    return name === undefined || value === undefined ? [] : [[name, unescapeHtml(value)]];
  });
}

const unescapeHtml = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
