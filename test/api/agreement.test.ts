import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COVERAGES, type ConnectionStatus, type Coverage } from '../../src/domain/connection.js';
import { EXPOSURES, type Exposure } from '../../src/domain/exposure.js';
import { ITEM_STATES, type ItemState } from '../../src/domain/file.js';
import { insertActivities } from '../fixture/activity.js';
import { ADMIN_TOKEN, freshApp } from '../fixture/app.js';
import { deleteConnections, insertConnection } from '../fixture/connection.js';
import { insertFiles } from '../fixture/file.js';

/** The owner whom the scan of a connection skips if `skips` is drawn. */
const SKIPPED = '1';

/** A drawn connection. `hasCompleted`: a generation is complete; `skips`: the scan skips a user. */
interface DrawnConnection {
  readonly status: ConnectionStatus;
  readonly enterprise: string | null;
  readonly coverage: Coverage;
  readonly hasCompleted: boolean;
  readonly skips: boolean;
}
interface DrawnFile {
  readonly connection: number;
  readonly id: number;
  readonly access: Exposure;
  readonly state: ItemState;
  readonly owner: string;
  readonly extension: string;
  readonly size: number;
  readonly isModified: boolean;
}
interface DrawnEvent {
  readonly connection: number;
  readonly id: number;
  readonly type: string;
}
interface Drawn {
  readonly connections: readonly DrawnConnection[];
  readonly files: readonly DrawnFile[];
  readonly events: readonly DrawnEvent[];
}
interface DrawnFilter {
  readonly connectionId?: string;
  readonly connectionState?: 'active' | 'disconnected' | 'any';
  readonly state?: readonly (ItemState | 'any')[];
  readonly access?: Exposure;
  readonly ownerId?: string;
  readonly extension?: string;
  readonly q?: string;
}

const connection = fc.record<DrawnConnection>({
  status: fc.constantFrom('connected', 'connected', 'needs_reauthorization', 'disconnected'),
  enterprise: fc.constantFrom('acme', 'acme', 'other', null),
  coverage: fc.constantFrom(...COVERAGES, 'full'),
  hasCompleted: fc.boolean(),
  skips: fc.boolean(),
});
const file = fc.record<DrawnFile>({
  connection: fc.nat(4),
  id: fc.nat(9),
  access: fc.constantFrom(...EXPOSURES),
  state: fc.constantFrom('active', ...ITEM_STATES),
  owner: fc.constantFrom('1', '2'),
  extension: fc.constantFrom('pdf', 'txt'),
  size: fc.nat(2),
  isModified: fc.boolean(),
});
const event = fc.record<DrawnEvent>({
  connection: fc.nat(4),
  id: fc.nat(9),
  type: fc.constantFrom('SHARE', 'EDIT', 'PREVIEW'),
});
/** Box reports the same item to every connection of an enterprise under the same id. */
const keyOf = (each: { readonly connection: number; readonly id: number }): string => `${each.connection} ${each.id}`;
const drawn = fc
  .record({
    connections: fc.array(connection, { minLength: 1, maxLength: 5 }),
    files: fc.uniqueArray(file, { selector: keyOf, maxLength: 40 }),
    events: fc.uniqueArray(event, { selector: keyOf, maxLength: 30 }),
  })
  .map(({ connections, files, events }): Drawn => {
    const exists = (each: { readonly connection: number }): boolean => each.connection < connections.length;
    return { connections, files: files.filter(exists), events: events.filter(exists) };
  });
const filter = fc.record<DrawnFilter>(
  {
    connectionId: fc.constantFrom('c0', 'c1', 'c2', 'unknown'),
    connectionState: fc.constantFrom('active', 'disconnected', 'any'),
    state: fc.uniqueArray(fc.constantFrom(...ITEM_STATES, 'any'), { minLength: 1, maxLength: 3 }),
    access: fc.constantFrom(...EXPOSURES),
    ownerId: fc.constantFrom('1', '2'),
    extension: fc.constantFrom('pdf', 'txt'),
    q: fc.constantFrom('report', 'REPORT 1', 'none'),
  },
  { requiredKeys: [] },
);
const sort = fc.constantFrom('name', '-name', 'size', '-size', 'scannedAt', '-scannedAt');

const idOf = (at: number): string => `c${at}`;

/** The rules in plain code, without SQL: the rows of the connections that a filter includes, each item once. */
function included<Row extends { readonly connection: number; readonly id: number }>(
  { connections }: Drawn,
  rows: readonly Row[],
  { connectionId, connectionState = connectionId === undefined ? 'active' : 'any' }: DrawnFilter,
  stateOf: (row: Row) => ItemState,
): Row[] {
  const isIncluded = (at: number): boolean => {
    const state = connections[at]!.status === 'disconnected' ? 'disconnected' : 'active';
    const isNamed = connectionId === undefined || connectionId === idOf(at);
    return isNamed && (connectionState === 'any' || connectionState === state);
  };
  const candidates = rows.filter((row) => isIncluded(row.connection));
  return candidates.filter((row) => {
    const { enterprise } = connections[row.connection]!;
    const isTwin = (each: Row): boolean =>
      each.id === row.id && connections[each.connection]!.enterprise === enterprise;
    const precedence = (each: Row): number[] => [
      Number(stateOf(each) === 'gone'),
      ...precedenceOf(connections[each.connection]!),
      each.connection,
    ];
    return enterprise === null || !candidates.some((each) => isTwin(each) && isLess(precedence(each), precedence(row)));
  });
}

const STATUSES = ['connected', 'needs_reauthorization', 'disconnected'];
const precedenceOf = ({ status, coverage }: DrawnConnection): number[] => [
  STATUSES.indexOf(status),
  COVERAGES.indexOf(coverage),
];

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((key, i) => key !== b[i]);
  return at >= 0 && a[at]! < b[at]!;
}

/**
 * Whether the first connection to the enterprise has scanned every file, but those of the user whom it skips: what only
 * another one has is out of date.
 */
function isOutOfDate({ connections }: Drawn, { connection: at, owner }: DrawnFile): boolean {
  const { enterprise, status } = connections[at]!;
  if (enterprise === null || status === 'disconnected') return false;
  const [first] = connections
    .map((each, i) => ({ each, i }))
    .filter(({ each }) => each.enterprise === enterprise && each.status !== 'disconnected')
    .sort((a, b) => (isLess([...precedenceOf(a.each), a.i], [...precedenceOf(b.each), b.i]) ? -1 : 1));
  const { coverage, hasCompleted, skips } = first!.each;
  return first!.i !== at && coverage === 'full' && hasCompleted && !(skips && owner === SKIPPED);
}

const fileKey = (each: { readonly connection: number; readonly id: number }): string =>
  `${idOf(each.connection)}/${each.id}`;
const nameOf = ({ id }: DrawnFile): string => `report ${id}`;

function expectedFiles(all: Drawn, by: DrawnFilter, access: Exposure | null = by.access ?? null): DrawnFile[] {
  const wanted: readonly (ItemState | 'any')[] = by.state ?? ['active'];
  const comparesActive = by.connectionId === undefined && by.connectionState !== 'disconnected';
  const rows = all.files.filter((each) => !(comparesActive && isOutOfDate(all, each)));
  return included(all, rows, by, ({ state }) => state).filter(
    (each) =>
      (wanted.includes('any') || wanted.includes(each.state)) &&
      (access === null || each.access === access) &&
      (by.ownerId === undefined || each.owner === by.ownerId) &&
      (by.extension === undefined || each.extension === by.extension) &&
      (by.q === undefined || nameOf(each).includes(by.q.toLowerCase())),
  );
}

const expectedEvents = (all: Drawn, by: DrawnFilter): DrawnEvent[] => included(all, all.events, by, () => 'active');

const page = z.object({
  items: z.array(
    z.looseObject({ connectionId: z.string(), fileId: z.string().optional(), eventId: z.string().optional() }),
  ),
  nextCursor: z.string().nullable(),
});
const summary = z.object({
  total: z.int(),
  byAccess: z.record(z.string(), z.int()),
  byState: z.record(z.string(), z.int()),
});
const overviewBody = z.object({
  files: summary,
  freshness: z.record(z.string(), z.int()),
  newPublicLinks: z.object({ total: z.int() }),
  events: z.object({ total: z.int() }),
});

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp();
});
afterAll(() => boxward.stop());

async function insert({ connections, files, events }: Drawn): Promise<void> {
  const { db } = boxward;
  await deleteConnections(db);
  for (const [at, { status, enterprise, coverage, hasCompleted, skips }] of connections.entries()) {
    const id = idOf(at);
    await insertConnection(db, id, {
      status,
      coverage,
      created_at: new Date(1_700_000_000_000 + at),
      enterprise: enterprise === null ? null : JSON.stringify({ id: enterprise, name: enterprise }),
    });
    if (hasCompleted) {
      const times = { started_at: new Date(), finished_at: new Date() };
      await db
        .insertInto('scans')
        .values({ connection_id: id, generation: 1, outcome: 'completed', users_marker: null, ...times })
        .execute();
    }
    if (skips) {
      const reason = JSON.stringify({ code: 'user_inactive', message: 'inactive', remedy: null });
      const user = {
        user_id: SKIPPED,
        login: 'x',
        name: 'x',
        role: 'user',
        status: 'inactive',
        generation: 1,
      } as const;
      await db
        .insertInto('box_users')
        .values({ connection_id: id, left_out: reason, ...user })
        .execute();
    }
  }
  if (files.length > 0) {
    await insertFiles(
      db,
      files.map((each) => ({
        connection_id: idOf(each.connection),
        file_id: String(each.id),
        name: nameOf(each),
        path: `/Folder/${nameOf(each)}`,
        access: each.access,
        state: each.state,
        owner_id: each.owner,
        extension: each.extension,
        size: each.size,
        scanned_at: new Date(Date.now() - each.size * 86_400_000),
      })),
    );
  }
  if (events.length > 0) {
    await insertActivities(
      db,
      events.map((each) => ({
        connection_id: idOf(each.connection),
        event_id: String(each.id),
        type: each.type,
        item_id: String(each.id),
        occurred_at: new Date(Date.now() - 60_000 - each.id * 1000),
      })),
    );
  }
}

type App = typeof boxward.app;
async function get(app: App, path: string): Promise<string> {
  const response = await app.inject({ url: path, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  expect([path, response.statusCode, response.body.slice(0, 300)]).toEqual([path, 200, response.body.slice(0, 300)]);
  return response.body;
}

const toQuery = (by: Readonly<Record<string, string | readonly string[] | undefined>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(by).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((each): [string, string] => [name, each]),
    ),
  );

/** Reads a list to its end, three rows a page. */
async function readList(app: App, path: string, query: URLSearchParams): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | null = null;
  do {
    const of = new URLSearchParams(query);
    of.set('limit', '3');
    if (cursor !== null) of.set('cursor', cursor);
    const read = page.parse(JSON.parse(await get(app, `${path}?${of.toString()}`)));
    keys.push(...read.items.map(({ connectionId, fileId, eventId }) => `${connectionId}/${fileId ?? eventId}`));
    cursor = read.nextCursor;
  } while (cursor !== null);
  return keys;
}

const countBy = <Row>(
  rows: readonly Row[],
  values: readonly string[],
  of: (row: Row) => string,
): Record<string, number> =>
  Object.fromEntries(values.map((value) => [value, rows.filter((row) => of(row) === value).length]));
const sorted = (keys: readonly string[]): string[] => [...keys].sort();

describe('the numbers of the API', () => {
  it('agree for any files, connections and filter: list, summary and CSV have each file once', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, filter, sort, async (all, by, order) => {
        await insert(all);
        const { app } = boxward;
        const query = toQuery({ ...by });
        const expected = sorted(expectedFiles(all, by).map(fileKey));
        const listed = await readList(app, '/v1/files', new URLSearchParams([...query, ['sort', order]]));
        expect(sorted(listed)).toEqual(expected);
        const csv = await get(app, `/v1/files?${query.toString()}&format=csv`);
        const lines = csv.trim().split('\n').slice(1);
        expect(sorted(lines.map((line) => line.split(',').slice(0, 2).join('/')))).toEqual(expected);

        const ofAnyAccess = expectedFiles(all, by, null);
        const counted = summary.parse(JSON.parse(await get(app, `/v1/files/summary?${query.toString()}`)));
        const inAnyState = expectedFiles(all, { ...by, state: ['any'] }, null);
        expect(counted).toEqual({
          total: ofAnyAccess.length,
          byAccess: countBy(ofAnyAccess, EXPOSURES, ({ access }) => access),
          byState: countBy(inAnyState, ITEM_STATES, ({ state }) => state),
        });
      }),
      { numRuns: 150 },
    );
  });

  it('agree for any events: list, summary and NDJSON have each event once', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, filter, async (all, { connectionId, connectionState }) => {
        await insert(all);
        const { app } = boxward;
        const by: DrawnFilter = { ...(connectionId && { connectionId }), ...(connectionState && { connectionState }) };
        const query = toQuery({ ...by });
        const expected = sorted(expectedEvents(all, by).map(fileKey));
        expect(sorted(await readList(app, '/v1/activities', query))).toEqual(expected);
        const lines = (await get(app, `/v1/activities?${query.toString()}&format=ndjson`)).split('\n').filter(Boolean);
        const exported = lines.map((line) =>
          z.looseObject({ connectionId: z.string(), eventId: z.string() }).parse(JSON.parse(line)),
        );
        expect(sorted(exported.map((each) => `${each.connectionId}/${each.eventId}`))).toEqual(expected);
        const counted = z
          .object({ total: z.int() })
          .parse(JSON.parse(await get(app, `/v1/activities/summary?${query.toString()}`)));
        expect(counted.total).toBe(expected.length);
      }),
      { numRuns: 60 },
    );
  });

  it('agree with the overview', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (all) => {
        await insert(all);
        // The overview is cached for 2 s: another instance of the API has its own.
        const app = await boxward.start();
        try {
          const counted = summary.parse(JSON.parse(await get(app, '/v1/files/summary')));
          const { files, freshness, newPublicLinks, events } = overviewBody.parse(
            JSON.parse(await get(app, '/v1/overview')),
          );
          expect(files).toEqual(counted);
          expect(Object.values(freshness).reduce((sum, each) => sum + each, 0)).toBe(counted.total);
          expect(files.total).toBe(expectedFiles(all, {}).length);
          expect(events.total).toBe(expectedEvents(all, {}).length);
          const shared = (each: DrawnFile): boolean =>
            all.events.some(
              ({ connection: at, id, type }) => at === each.connection && id === each.id && type === 'SHARE',
            );
          const opened = expectedFiles(all, { access: 'public' }).filter(shared);
          expect(newPublicLinks.total).toBe(opened.length);
        } finally {
          await app.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
