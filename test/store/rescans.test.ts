import { describe, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import { recordExpressLatencies } from '../../src/store/scan/scanned-files.js';
import { scanNumbers } from '../../src/store/scan/progress.js';
import { listRescans, recordRescan, RESCANS_KEPT, type EndedRescan } from '../../src/store/scan/rescans.js';
import { recordedItem } from '../../src/store/scan/snapshots.js';
import { insertConnection } from '../fixture/connection.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile, recordFiles } from '../fixture/file.js';

const database = databaseWithConnection();

const HOUR_MS = 3_600_000;
const agoMs = (ms: number) => new Date(Date.now() - ms);
const ann = { id: '7', login: 'ann@acme.example', name: 'Ann' };

/** Stores an event that happened and was known here so many milliseconds ago, and returns its promotion. */
async function event(eventId: string, { happened, known }: { happened: number; known: number }): Promise<Promotion> {
  await database.db
    .insertInto('activities')
    .values({
      connection_id: 'c',
      event_id: eventId,
      type: 'SHARE',
      category: 'shares',
      occurred_at: agoMs(happened),
      actor: JSON.stringify(ann),
      item: null,
      source: 'stream',
      own: false,
      raw: '{}',
      recorded_at: agoMs(known),
    })
    .execute();
  return promotion({ eventId, at: agoMs(happened).toISOString() });
}
const promotion = (more: Partial<Promotion> = {}): Promotion => ({
  itemType: 'file',
  itemId: '1',
  ownerId: 'u',
  eventId: null,
  eventType: 'SHARE',
  at: new Date().toISOString(),
  rank: 0,
  reason: 'modified',
  ...more,
});
const record = (rescan: Partial<EndedRescan> = {}) =>
  database.db
    .transaction()
    .execute((trx) =>
      recordRescan(trx, { connectionId: 'c', promotion: promotion(), before: null, heldUntil: null, ...rescan }),
    );
const scanFile = (file = {}) =>
  recordFiles(database.db, [observedFile(file)], { generation: 1, observedAt: new Date(), reason: 'modified' });
const list = () => listRescans(database.db, 'c');

describe('a priority rescan', () => {
  it('says who changed what, and what it changed here', async () => {
    await scanFile();
    const before = await recordedItem(database.db, 'c', promotion());
    await scanFile({
      access: 'public',
      sharedLink: { url: 'https://box.example/s', access: 'open', passwordProtected: false, inheritedFrom: null },
    });
    await record({ promotion: await event('e1', { happened: 3_000, known: 1_000 }), before });
    expect(await list()).toMatchObject([
      {
        itemType: 'file',
        itemId: '1',
        name: 'a.txt',
        path: '/a.txt',
        eventType: 'SHARE',
        eventId: 'e1',
        actor: ann,
        result: 'scanned',
        changed: [
          { field: 'access', from: 'private', to: 'public' },
          { field: 'sharedLink', from: null, to: 'open' },
        ],
      },
    ]);
  });

  it('is kept until fifty newer ones have ended, for each connection', async () => {
    await insertConnection(database.db, 'd');
    await record({ connectionId: 'd' });
    for (let i = 0; i < RESCANS_KEPT + 3; i += 1) await record({ promotion: promotion({ itemId: String(i) }) });
    expect((await list()).map(({ itemId }) => itemId)).toEqual(
      Array.from({ length: RESCANS_KEPT }, (_, i) => String(RESCANS_KEPT + 2 - i)),
    );
    const kept = await database.db.selectFrom('rescans').select('seq').where('connection_id', '=', 'c').execute();
    expect(kept.length).toBe(RESCANS_KEPT);
    expect((await listRescans(database.db, 'd')).length).toBe(1);
  });

  it('of an item that was not scanned says why, and changes nothing', async () => {
    await scanFile();
    const before = await recordedItem(database.db, 'c', promotion());
    const problem = { code: 'box_forbidden' as const, message: 'No', remedy: null };
    await record({ before, unscanned: { result: 'skipped', problem } });
    expect(await list()).toMatchObject([{ result: 'skipped', changed: [], problem, name: 'a.txt' }]);
  });

  it('is purged with the findings of its connection', async () => {
    await record();
    await purgeConnection(database.db, 'c', 'everything');
    expect(await list()).toEqual([]);
  });
});

describe('the delay of a rescan', () => {
  it('counts from when the change was known here; Box’s own delay is apart', async () => {
    const late = await event('late', { happened: 6.5 * HOUR_MS, known: 2_000 });
    const { ourMs, boxMs } = await record({ promotion: late });
    expect(ourMs).toBeGreaterThanOrEqual(2_000);
    expect(ourMs).toBeLessThan(HOUR_MS);
    expect(boxMs! / HOUR_MS).toBeCloseTo(6.5, 1);
  });

  it('does not count the time during which the scan was held', async () => {
    const waiting = await event('waiting', { happened: 2 * HOUR_MS, known: 2 * HOUR_MS });
    const heldUntil = agoMs(3_000).toISOString();
    expect((await record({ promotion: waiting, heldUntil })).ourMs).toBeLessThan(HOUR_MS);
  });

  it('counts from the request if it was requested here, and is unknown without a stored event', async () => {
    const { ourMs, boxMs } = await record({ promotion: promotion({ at: agoMs(1_000).toISOString() }) });
    expect(ourMs).toBeGreaterThanOrEqual(1_000);
    expect(boxMs).toBeNull();
    expect(await record({ promotion: promotion({ eventId: 'unknown' }) })).toEqual({ ourMs: null, boxMs: null });
  });

  it('is shown for the last hour only', async () => {
    const { db } = database;
    await scanFile();
    await scanFile({ fileId: '2' });
    const latency = (fileId: string, agoMinutes: number, ourMs: number) =>
      db
        .transaction()
        .execute((trx) =>
          recordExpressLatencies(trx, 'c', [{ fileId, scannedAt: agoMs(agoMinutes * 60_000), ourMs, boxMs: 7 }]),
        );
    await latency('1', 61, 5_000);
    expect(await scanNumbers(db, 'c')).toMatchObject({ expressP95Ms: null, expressBoxP95Ms: null });
    await latency('2', 1, 1_000);
    expect(await scanNumbers(db, 'c')).toMatchObject({ expressP95Ms: 1_000, expressBoxP95Ms: 7 });
  });
});
