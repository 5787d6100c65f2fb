import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { eventIds, eventReader, type EventReader } from '../support/events.js';

const SETTINGS = { shortPages: false, zeroWhenEmpty: false, positions: 'alternating', longPollMs: 600_000 };
let box: AdminSession;
let events: EventReader;
let file: { readonly id: string; readonly ownerId: string };
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 300, seed: 2, now: Date.UTC(2026, 2, 4) });
  events = eventReader((path, headers) => box.api(path, { headers }));
  file = (await box.controls.pick('file', `n=1&owner=${ID.admin}`))[0]!;
});
afterAll(() => box.close());
beforeEach(async () => {
  await box.controls.clearFaults();
  await box.controls.settings({ ...SETTINGS, eventLatencyMs: { streaming: 0, adminLogs: 0 } });
});

describe('a stream position', () => {
  it('advances past events that a filter excludes', async () => {
    const cursor = await events.now('admin_logs_streaming');
    await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    const last = await events.now('admin_logs_streaming');
    expect(BigInt(last) > BigInt(cursor)).toBe(true);
    for (const [query, count] of [
      ['event_type=LOGIN', 0],
      ['event_type=EDIT', 1],
    ] as const) {
      const found = await events.page(`stream_type=admin_logs_streaming&${query}&stream_position=${cursor}`);
      expect([query, found.entries.length, found.position]).toEqual([query, count, last]);
    }
    const other = (await box.controls.truthUsers()).find(({ role }) => role === 'user')!;
    const seen = await events.page(`stream_type=changes&stream_position=${cursor}`, { 'as-user': other.userId });
    expect([seen.entries, seen.position]).toEqual([[], last]);
  });

  it('is larger than a safe integer, and a number or a string', async () => {
    const isNumber = async () => (await events.page('stream_type=admin_logs&limit=1')).isNumber;
    expect(BigInt(await events.now('all')) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect([await isNumber(), await isNumber()].sort()).toEqual([false, true]);
    await box.controls.settings({ positions: 'number' });
    expect([await isNumber(), await isNumber()]).toEqual([true, true]);
    await box.controls.settings({ positions: 'string' });
    expect([await isNumber(), await isNumber()]).toEqual([false, false]);
  });

  it('is refused when malformed or older than the stream’s retention', async () => {
    const oldest = (await events.page('stream_type=admin_logs&limit=1')).position;
    for (const [type, position, status] of [
      ['admin_logs', 'malformed', 400],
      ['admin_logs', '17', 400],
      ['admin_logs', '99999999999999999999', 400],
      ['admin_logs_streaming', oldest, 400],
      ['admin_logs', oldest, 200],
    ] as const) {
      const response = await box.api(`/events?stream_type=${type}&stream_position=${position}`);
      expect([type, position, response.status]).toEqual([type, position, status]);
    }
  });

  it('is "0" on an empty page with zeroWhenEmpty', async () => {
    const cursor = await events.now('admin_logs_streaming');
    expect((await events.page(`stream_type=admin_logs_streaming&stream_position=${cursor}`)).position).toBe(cursor);
    await box.controls.settings({ zeroWhenEmpty: true });
    expect((await events.page(`stream_type=admin_logs_streaming&stream_position=${cursor}`)).position).toBe('0');
    expect(await events.now('admin_logs_streaming')).toBe(cursor);
  });
});

describe('an event page', () => {
  it('has at most 500 events, and 100 by default', async () => {
    const { chunk_size, entries } = await events.page('stream_type=admin_logs&limit=9000');
    expect([chunk_size, entries.length]).toEqual([500, 500].map((most) => Math.min(most, entries.length)));
    expect((await events.page('stream_type=admin_logs')).entries).toHaveLength(100);
  });

  it('can be short before the last page, with shortPages, and no event is lost', async () => {
    const whole = (await events.all('stream_type=admin_logs&limit=100')).entries;
    await box.controls.settings({ shortPages: true });
    const short = await events.all('stream_type=admin_logs&limit=100');
    expect(eventIds(short.entries)).toEqual(eventIds(whole));
    expect(short.sizes.slice(0, -1).filter((size) => size < 100).length).toBeGreaterThan(2);
  });

  it('has duplicates and wrong order with faults in the live stream, and never in admin_logs', async () => {
    const whole = (await events.all('stream_type=admin_logs_streaming&limit=100')).entries;
    await box.controls.fault({ kind: 'duplicateEvents', rate: 0.2, seed: 3 });
    await box.controls.fault({ kind: 'outOfOrderEvents', rate: 0.2, seed: 4 });
    const live = (await events.all('stream_type=admin_logs_streaming&limit=100')).entries;
    expect(live.length).toBeGreaterThan(whole.length);
    expect([...new Set(eventIds(live))].sort()).toEqual(eventIds(whole).sort());
    expect([...new Set(eventIds(live))]).not.toEqual(eventIds(whole));
    const past = (await events.all('stream_type=admin_logs&limit=100')).entries;
    expect(new Set(eventIds(past)).size).toBe(past.length);
  });

  it('is refused for an unknown stream and a negative limit', async () => {
    expect((await box.api('/events?stream_type=unknown')).status).toBe(400);
    expect((await box.api('/events?stream_type=admin_logs&limit=-1')).status).toBe(400);
  });
});
