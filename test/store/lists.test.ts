import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listActivities, positionOfActivity } from '../../src/store/activity-log/list.js';
import { FILE_SORTS, listFiles, positionOfFile, type FileSort } from '../../src/store/files/files.js';
import type { KeysetPosition } from '../../src/store/sql/keyset.js';
import { insertActivities } from '../fixture/activity.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';
import { insertFiles } from '../fixture/file.js';

const CONNECTIONS = ['a', 'b', 'c'];
const FILES = 12;
const AT = new Date(Date.UTC(2026, 0, 1));

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  // The last connection has neither files nor activities.
  for (const id of [...CONNECTIONS, 'empty']) await insertConnection(db, id);
  const each = CONNECTIONS.flatMap((connection) => Array.from({ length: FILES }, (_, i) => ({ connection, i })));
  await insertFiles(
    db,
    each.map(({ connection, i }) => ({
      connection_id: connection,
      file_id: String(i).padStart(2, '0'),
      // Many rows with the same sort value.
      name: i < 9 ? 'same' : `other ${i}`,
      path: `/Übersicht/${i}`,
      size: i % 2,
      modified_at: i === 0 ? null : AT,
      scanned_at: AT,
    })),
  );
  await insertActivities(
    db,
    each.map(({ connection, i }) => ({
      connection_id: connection,
      event_id: String(i).padStart(2, '0'),
      type: i % 3 === 0 ? 'EDIT' : 'PREVIEW',
      occurred_at: new Date(AT.getTime() + (i < 8 ? 0 : i)),
      actor_id: `actor ${i % 2}`,
      item_id: `item ${i % 4}`,
      ip: '192.0.2.1',
    })),
  );
});
afterAll(() => database.drop());

/** Reads a whole list, five rows per page. */
async function pages<Row>(
  page: (after: KeysetPosition | null, limit: number) => Promise<Row[]>,
  positionOf: (row: Row) => KeysetPosition,
): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const last = all.at(-1);
    const rows = await page(last ? positionOf(last) : null, 5);
    if (rows.length === 0) return all;
    all.push(...rows);
  }
}

const ofAll = (direction: 'asc' | 'desc') => (direction === 'asc' ? CONNECTIONS : [...CONNECTIONS].reverse());

describe('a list of files', () => {
  const sorts = Object.keys(FILE_SORTS) as FileSort[];
  const ways = sorts.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => ({ sort, direction })));

  it.each(ways)(
    'has each file once and in order, sorted by $sort $direction, even with equal sort values',
    async ({ sort, direction }) => {
      for (const connectionId of [undefined, ...CONNECTIONS]) {
        const filter = { connectionId };
        const list = (after: KeysetPosition | null, limit: number) =>
          listFiles(database.db, filter, { sort, direction, limit, after });
        const whole = await list(null, 1_000);
        const paged = await pages(list, (file) => positionOfFile(file, sort));
        expect(paged).toEqual(whole);
        const timeless = sort === 'modifiedAt' ? 1 : 0;
        expect(paged.length).toBe((connectionId === undefined ? CONNECTIONS.length : 1) * (FILES - timeless));
      }
    },
  );

  it('is filtered by a part of the path, ignoring case in non-ASCII letters as well', async () => {
    const page = { sort: 'name', direction: 'asc', limit: 1_000, after: null } as const;
    const found = await listFiles(database.db, { q: 'ÜBERSICHT/3' }, page);
    expect(found.map(({ path }) => path)).toEqual(CONNECTIONS.map(() => '/Übersicht/3'));
  });

  it('continues in the next connection if a page ends between rows with the same sort value', async () => {
    const page = { sort: 'name', direction: 'desc', limit: 1_000, after: ['same', 'b', '00'] } as const;
    const rest = await listFiles(database.db, {}, page);
    expect(rest.filter(({ name }) => name === 'same').map((file) => file.connection_id)).toEqual(
      Array.from({ length: 9 }, () => 'a'),
    );
  });
});

describe('a list of activities', () => {
  it.each([
    [{}, 12],
    [{ type: 'EDIT' }, 4],
    [{ category: 'reads' }, 8],
    [{ actorId: 'actor 1' }, 6],
    [{ itemId: 'item 2' }, 3],
    [{ ip: '192.0.2.1', after: AT.toISOString() }, 4],
  ] as const)('across connections, filtered by %j, has each activity once, newest first', async (filter, ofEach) => {
    const list = (after: KeysetPosition | null, limit: number) => listActivities(database.db, filter, { limit, after });
    const whole = await list(null, 1_000);
    expect(await pages(list, positionOfActivity)).toEqual(whole);
    expect(whole.length).toBe(CONNECTIONS.length * ofEach);
    const times = whole.map((activity) => activity.occurred_at.getTime());
    expect([...times].sort((a, b) => b - a)).toEqual(times);
    const sameTime = whole.filter((activity) => activity.occurred_at.getTime() === AT.getTime());
    expect([...new Set(sameTime.map((activity) => activity.connection_id))]).toEqual(
      sameTime.length === 0 ? [] : ofAll('desc'),
    );
  });
});
