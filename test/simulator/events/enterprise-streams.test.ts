import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { eventIds, eventReader, type EventReader } from '../support/events.js';

const DAY_MS = 24 * 3_600_000;
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

describe('the stream admin_logs', () => {
  it('returns each event once, in order of time', async () => {
    const { entries } = await events.all('stream_type=admin_logs&limit=500');
    const times = entries.map(({ created_at }) => Date.parse(created_at));
    expect(entries.length).toBeGreaterThan(200);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(eventIds(entries)).size).toBe(entries.length);
  });

  it('filters by created_after, created_before and event_type', async () => {
    const { entries } = await events.all('stream_type=admin_logs&limit=500');
    const [from, to] = [entries[40]!.created_at, entries[120]!.created_at].map((text) => Date.parse(text));
    const wanted = entries.filter(
      ({ created_at, event_type }) =>
        Date.parse(created_at) >= from! &&
        Date.parse(created_at) <= to! &&
        (event_type === 'EDIT' || event_type === 'LOGIN'),
    );
    const whole = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
    const window = `created_after=${whole(from!)}&created_before=${whole(to!)}`;
    const found = await events.all(`stream_type=admin_logs&event_type=EDIT,LOGIN&${window}`);
    expect(eventIds(found.entries)).toEqual(eventIds(wanted));
    expect(found.entries.length).toBeGreaterThan(0);
  });

  it('returns a late event only to a reader that starts before its time again', async () => {
    const cursor = await events.now('admin_logs');
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000, count: 1 });
    const [late, prompt] = await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    const first = await events.all('stream_type=admin_logs', cursor);
    expect(eventIds(first.entries)).toEqual([prompt!.eventId]);
    await box.advance(61_000);
    expect((await events.all('stream_type=admin_logs', first.position)).entries).toEqual([]);
    expect(eventIds((await events.all('stream_type=admin_logs', cursor)).entries)).toEqual([
      late!.eventId,
      prompt!.eventId,
    ]);
  });
});

describe('the stream admin_logs_streaming', () => {
  it('returns the last 14 days of admin_logs, with the same event ids', async () => {
    const past = (await events.all('stream_type=admin_logs&limit=500')).entries;
    const live = (await events.all('stream_type=admin_logs_streaming&limit=500')).entries;
    const from = (await box.now()) - 14 * DAY_MS;
    const recent = past.filter(({ created_at }) => Date.parse(created_at) > from);
    expect(eventIds(live).sort()).toEqual(eventIds(recent).sort());
    expect(live.length).toBeLessThan(past.length);
  });

  it('filters by event_type and ignores created_after', async () => {
    const query = 'stream_type=admin_logs_streaming&event_type=EDIT&limit=500';
    const { entries } = await events.all(query);
    expect(new Set(entries.map(({ event_type }) => event_type))).toEqual(new Set(['EDIT']));
    expect(eventIds((await events.all(`${query}&created_after=2099-01-01T00:00:00Z`)).entries)).toEqual(
      eventIds(entries),
    );
  });

  it('returns a late event after the events that a reader has seen', async () => {
    const cursor = await events.now('admin_logs_streaming');
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000, count: 1 });
    const [late, prompt] = await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    const first = await events.all('stream_type=admin_logs_streaming', cursor);
    expect(eventIds(first.entries)).toEqual([prompt!.eventId]);
    await box.advance(61_000);
    expect(eventIds((await events.all('stream_type=admin_logs_streaming', first.position)).entries)).toEqual([
      late!.eventId,
    ]);
  });

  it('returns an event only after the latency of the stream', async () => {
    const cursor = await events.now('admin_logs_streaming');
    await box.controls.settings({ eventLatencyMs: { streaming: DAY_MS, adminLogs: 0 } });
    const [done] = await box.controls.act([{ type: 'edit', fileId: file.id }]);
    expect((await events.all('stream_type=admin_logs_streaming', cursor)).entries).toEqual([]);
    expect(eventIds((await events.all('stream_type=admin_logs', cursor)).entries)).toEqual([done!.eventId]);
    await box.controls.settings({ eventLatencyMs: { streaming: 0, adminLogs: 0 } });
    expect(eventIds((await events.all('stream_type=admin_logs_streaming', cursor)).entries)).toEqual([done!.eventId]);
  });
});

describe('a collaboration event', () => {
  it('has a source with the item and the collaborator', async () => {
    const upload = { type: 'upload', as: file.ownerId, folderId: '0', name: 'shared.txt' };
    const fileId = (await box.controls.act([upload]))[0]!.itemId!;
    const cursor = await events.now('admin_logs_streaming');
    const [, , , user] = await box.controls.truthUsers();
    await box.controls.act([
      { type: 'collaborate', fileId, user: user!.userId },
      { type: 'collaborate', fileId, group: '555001' },
    ]);
    const { entries } = await events.page(`stream_type=admin_logs_streaming&stream_position=${cursor}`);
    expect(entries[0]!.source).toMatchObject({
      file_id: fileId,
      user_id: user!.userId,
      user_name: expect.stringMatching(/./) as unknown,
    });
    expect(entries[1]!.source).toMatchObject({ file_id: fileId });
    expect(entries[1]!.source).not.toHaveProperty('user_id');
  });
});

describe('a late event', () => {
  it('is late if the fault was in force when it happened, not when it is read', async () => {
    const cursor = await events.now('admin_logs_streaming');
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000, count: 1 });
    const [late, prompt] = await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    await box.controls.clearFaults();
    expect(eventIds((await events.all('stream_type=admin_logs_streaming', cursor)).entries)).toEqual([prompt!.eventId]);
    await box.advance(61_000);
    expect(eventIds((await events.all('stream_type=admin_logs_streaming', cursor)).entries)).toEqual([
      prompt!.eventId,
      late!.eventId,
    ]);
    const next = await events.now('admin_logs_streaming');
    const [before] = await box.controls.act([{ type: 'edit', fileId: file.id }]);
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000 });
    expect(eventIds((await events.all('stream_type=admin_logs_streaming', next)).entries)).toEqual([before!.eventId]);
  });
});
