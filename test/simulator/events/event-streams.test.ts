import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSignedIn, type SignedIn } from '../support/signed-in.js';

interface Entry {
  readonly event_id: string;
  readonly event_type: string;
  readonly created_at: string;
  readonly recorded_at?: string;
  readonly source: Record<string, unknown> | null;
}
interface Page {
  readonly chunk_size: number;
  readonly position: string;
  readonly isNumber: boolean;
  readonly entries: Entry[];
}

const DAY_MS = 24 * 3_600_000;
const NOTHING = { shortPages: false, zeroWhenEmpty: false, positions: 'alternating', longPollMs: 600_000 };
let box: SignedIn;
let file: { readonly id: string; readonly ownerId: string };
beforeAll(async () => {
  box = await startSignedIn({ users: 6, files: 300, seed: 2, now: Date.UTC(2026, 2, 4) });
  const admin = (await box.controls.truthUsers())[0]!;
  file = (await box.controls.pick('file', `n=1&owner=${admin.userId}`))[0]!;
});
afterAll(() => box.close());
beforeEach(async () => {
  await box.controls.clearFaults();
  await box.controls.settings({ ...NOTHING, eventLatencyMs: { streaming: 0, adminLogs: 0 } });
});

/** One page, with its position as it was written. */
async function page(query: string, headers: Record<string, string> = {}): Promise<Page> {
  const response = await box.api(`/events?${query}`, { headers });
  const text = await response.text();
  expect([query, response.status, response.ok ? '' : text]).toEqual([query, 200, '']);
  const [, quote, position] = /"next_stream_position":("?)(\d+)/.exec(text)!;
  const { chunk_size, entries } = JSON.parse(text) as Page;
  return { chunk_size, entries, position: position!, isNumber: quote === '' };
}

/** Everything from a position on, page by page, until a page is empty. */
async function all(query: string, from = '0'): Promise<{ entries: Entry[]; sizes: number[]; position: string }> {
  const entries: Entry[] = [];
  const sizes: number[] = [];
  for (let position = from; ;) {
    const next = await page(`${query}&stream_position=${position}`);
    if (next.entries.length === 0) return { entries, sizes, position };
    entries.push(...next.entries);
    sizes.push(next.entries.length);
    position = next.position;
  }
}
const ids = (entries: readonly Entry[]) => entries.map(({ event_id }) => event_id);
const now = async (type: string) => (await page(`stream_type=${type}&stream_position=now`)).position;

describe('the stream of the past, admin_logs', () => {
  it('tells each event once, in the order of time', async () => {
    const { entries } = await all('stream_type=admin_logs&limit=500');
    const times = entries.map(({ created_at }) => Date.parse(created_at));
    expect(entries.length).toBeGreaterThan(200);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(ids(entries)).size).toBe(entries.length);
  });

  it('keeps to a window of time and to types of events', async () => {
    const { entries } = await all('stream_type=admin_logs&limit=500');
    const [from, to] = [entries[40]!.created_at, entries[120]!.created_at].map((text) => Date.parse(text));
    const wanted = entries.filter(
      ({ created_at, event_type }) =>
        Date.parse(created_at) >= from! &&
        Date.parse(created_at) <= to! &&
        (event_type === 'EDIT' || event_type === 'LOGIN'),
    );
    const window = `created_after=${new Date(from!).toISOString()}&created_before=${new Date(to!).toISOString()}`;
    const found = await all(`stream_type=admin_logs&event_type=EDIT,LOGIN&${window}`);
    expect(ids(found.entries)).toEqual(ids(wanted));
    expect(found.entries.length).toBeGreaterThan(0);
  });

  it('loses to a cursor what arrives late, and has it for whoever asks again', async () => {
    const cursor = await now('admin_logs');
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000, count: 1 });
    const [late, prompt] = await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    const first = await all('stream_type=admin_logs', cursor);
    expect(ids(first.entries)).toEqual([prompt!.eventId]);
    box.later(61_000);
    expect((await all('stream_type=admin_logs', first.position)).entries).toEqual([]);
    expect(ids((await all('stream_type=admin_logs', cursor)).entries)).toEqual([late!.eventId, prompt!.eventId]);
  });
});

describe('the live stream, admin_logs_streaming', () => {
  it('holds 14 days of what admin_logs holds 365 of, under the same ids', async () => {
    const past = (await all('stream_type=admin_logs&limit=500')).entries;
    const live = (await all('stream_type=admin_logs_streaming&limit=500')).entries;
    const recent = past.filter(({ created_at }) => Date.parse(created_at) > box.now() - 14 * DAY_MS);
    expect(ids(live).sort()).toEqual(ids(recent).sort());
    expect(live.length).toBeLessThan(past.length);
  });

  it('heeds types and no window of time', async () => {
    const query = 'stream_type=admin_logs_streaming&event_type=EDIT&limit=500';
    const { entries } = await all(query);
    expect(new Set(entries.map(({ event_type }) => event_type))).toEqual(new Set(['EDIT']));
    expect(ids((await all(`${query}&created_after=2099-01-01T00:00:00Z`)).entries)).toEqual(ids(entries));
  });

  it('writes nothing behind a cursor: what arrives late comes after what was told before', async () => {
    const cursor = await now('admin_logs_streaming');
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000, count: 1 });
    const [late, prompt] = await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    const first = await all('stream_type=admin_logs_streaming', cursor);
    expect(ids(first.entries)).toEqual([prompt!.eventId]);
    box.later(61_000);
    expect(ids((await all('stream_type=admin_logs_streaming', first.position)).entries)).toEqual([late!.eventId]);
  });

  it('shows an event only after its latency', async () => {
    const cursor = await now('admin_logs_streaming');
    await box.controls.settings({ eventLatencyMs: { streaming: DAY_MS, adminLogs: 0 } });
    const [done] = await box.controls.act([{ type: 'edit', fileId: file.id }]);
    expect((await all('stream_type=admin_logs_streaming', cursor)).entries).toEqual([]);
    expect(ids((await all('stream_type=admin_logs', cursor)).entries)).toEqual([done!.eventId]);
    await box.controls.settings({ eventLatencyMs: { streaming: 0, adminLogs: 0 } });
    expect(ids((await all('stream_type=admin_logs_streaming', cursor)).entries)).toEqual([done!.eventId]);
  });
});

describe('an event of a collaboration', () => {
  it('names its item and the user who is let in, in a form of its own', async () => {
    const upload = { type: 'upload', as: file.ownerId, folderId: '0', name: 'let in.txt' };
    const fileId = (await box.controls.act([upload]))[0]!.itemId!;
    const cursor = await now('admin_logs_streaming');
    const [, , , user] = await box.controls.truthUsers();
    await box.controls.act([
      { type: 'collaborate', fileId, user: user!.userId },
      { type: 'collaborate', fileId, group: '555001' },
    ]);
    const { entries } = await page(`stream_type=admin_logs_streaming&stream_position=${cursor}`);
    expect(entries[0]!.source).toMatchObject({
      file_id: fileId,
      user_id: user!.userId,
      user_name: expect.stringMatching(/./) as unknown,
    });
    expect(entries[1]!.source).toMatchObject({ file_id: fileId });
    expect(entries[1]!.source).not.toHaveProperty('user_id');
  });
});

describe("a user's own streams", () => {
  it('tell in words of their own, with the whole item', async () => {
    const cursor = await now('all');
    const [folder] = await box.controls.pick('folder', `n=1&owner=${file.ownerId}`);
    await box.controls.act([
      { type: 'upload', folderId: folder!.id, name: 'new.txt' },
      { type: 'createFolder', folderId: folder!.id, name: 'New' },
      { type: 'share', fileId: file.id, access: 'open' },
      { type: 'unshare', fileId: file.id },
      { type: 'collaborate', fileId: file.id, login: 'someone@partner.example' },
      { type: 'rename', fileId: file.id, name: 'renamed.txt' },
      { type: 'delete', fileId: file.id },
      { type: 'restore', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    const { entries } = await all('stream_type=all', cursor);
    expect(entries.map(({ event_type }) => event_type)).toEqual([
      'ITEM_UPLOAD',
      'ITEM_CREATE',
      'ITEM_SHARED_CREATE',
      'ITEM_SHARED_UNSHARE',
      'COLLAB_ADD_COLLABORATOR',
      'ITEM_RENAME',
      'ITEM_TRASH',
      'ITEM_UNDELETE_VIA_TRASH',
      'ITEM_PREVIEW',
    ]);
    expect(entries[5]!.source).toMatchObject({ type: 'file', id: file.id, name: 'renamed.txt', item_status: 'active' });
    for (const { event_id, recorded_at } of entries) {
      expect(event_id).toMatch(/^[0-9a-f]{40}$/);
      expect(Date.parse(recorded_at!)).not.toBeNaN();
    }
    for (const type of ['changes', 'sync']) {
      const told = (await all(`stream_type=${type}`, cursor)).entries.map(({ event_type }) => event_type);
      expect(told).not.toContain('ITEM_SHARED_CREATE');
      expect(told).not.toContain('ITEM_PREVIEW');
      expect(told).toContain('COLLAB_ADD_COLLABORATOR');
    }
  });

  it('tell nobody of what is not theirs', async () => {
    const users = await box.controls.truthUsers();
    const stranger = users.find(({ role }) => role === 'user')!;
    const cursor = await now('all');
    await box.controls.act([{ type: 'edit', fileId: file.id }]);
    const seen = await page(`stream_type=all&stream_position=${cursor}`, { 'as-user': stranger.userId });
    expect(seen.entries).toEqual([]);
    expect((await page(`stream_type=all&stream_position=${cursor}`)).entries).toHaveLength(1);
  });

  it('can be waited for', async () => {
    const cursor = await now('all');
    const list = (await (await box.api('/events', { method: 'OPTIONS' })).json()) as {
      chunk_size: number;
      entries: { type: string; url: string; ttl: string; max_retries: string; retry_timeout: number }[];
    };
    expect(list).toMatchObject({
      chunk_size: 1,
      entries: [{ type: 'realtime_server', ttl: '10', max_retries: '10', retry_timeout: 610 }],
    });
    const wait = async () => (await fetch(`${list.entries[0]!.url}&stream_position=${cursor}`)).json();
    const waiting = wait();
    await box.controls.act([{ type: 'edit', fileId: file.id }]);
    expect(await waiting).toEqual({ version: 1, message: 'new_change' });
    expect(await wait()).toEqual({ version: 1, message: 'new_change' });
    await box.controls.settings({ longPollMs: 1 });
    const later = await fetch(`${list.entries[0]!.url}&stream_position=now`);
    expect(await later.json()).toEqual({ version: 1, message: 'reconnect' });
  });
});

describe('what arrives late', () => {
  it('is drawn when it happens, and not when somebody looks', async () => {
    const cursor = await now('admin_logs_streaming');
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000, count: 1 });
    const [late, prompt] = await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    await box.controls.clearFaults();
    expect(ids((await all('stream_type=admin_logs_streaming', cursor)).entries)).toEqual([prompt!.eventId]);
    box.later(61_000);
    expect(ids((await all('stream_type=admin_logs_streaming', cursor)).entries)).toEqual([
      prompt!.eventId,
      late!.eventId,
    ]);
    const next = await now('admin_logs_streaming');
    const [before] = await box.controls.act([{ type: 'edit', fileId: file.id }]);
    await box.controls.fault({ kind: 'lateEvents', ms: 60_000 });
    expect(ids((await all('stream_type=admin_logs_streaming', next)).entries)).toEqual([before!.eventId]);
  });
});

describe('positions', () => {
  it('move on past what a filter leaves out', async () => {
    const cursor = await now('admin_logs_streaming');
    await box.controls.act([
      { type: 'edit', fileId: file.id },
      { type: 'preview', fileId: file.id },
    ]);
    const last = await now('admin_logs_streaming');
    expect(BigInt(last) > BigInt(cursor)).toBe(true);
    for (const [query, count] of [
      ['event_type=LOGIN', 0],
      ['event_type=EDIT', 1],
    ] as const) {
      const found = await page(`stream_type=admin_logs_streaming&${query}&stream_position=${cursor}`);
      expect([query, found.entries.length, found.position]).toEqual([query, count, last]);
    }
    const stranger = (await box.controls.truthUsers()).find(({ role }) => role === 'user')!;
    const theirs = await page(`stream_type=changes&stream_position=${cursor}`, { 'as-user': stranger.userId });
    expect([theirs.entries, theirs.position]).toEqual([[], last]);
  });

  it('are larger than JavaScript counts exactly, and numbers or strings', async () => {
    const written = async () => (await page('stream_type=admin_logs&limit=1')).isNumber;
    expect(BigInt(await now('all')) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect([await written(), await written()].sort()).toEqual([false, true]);
    await box.controls.settings({ positions: 'number' });
    expect([await written(), await written()]).toEqual([true, true]);
    await box.controls.settings({ positions: 'string' });
    expect([await written(), await written()]).toEqual([false, false]);
  });

  it('are refused when they are malformed, or older than the stream remembers', async () => {
    const oldest = (await page('stream_type=admin_logs&limit=1')).position;
    for (const [type, position, status] of [
      ['admin_logs', 'nonsense', 400],
      ['admin_logs', '17', 400],
      ['admin_logs', '99999999999999999999', 400],
      ['admin_logs_streaming', oldest, 400],
      ['admin_logs', oldest, 200],
    ] as const) {
      const response = await box.api(`/events?stream_type=${type}&stream_position=${position}`);
      expect([type, position, response.status]).toEqual([type, position, status]);
    }
  });

  it('can be "0" on an empty page, when that is asked for', async () => {
    const cursor = await now('admin_logs_streaming');
    expect((await page(`stream_type=admin_logs_streaming&stream_position=${cursor}`)).position).toBe(cursor);
    await box.controls.settings({ zeroWhenEmpty: true });
    expect((await page(`stream_type=admin_logs_streaming&stream_position=${cursor}`)).position).toBe('0');
    expect(await now('admin_logs_streaming')).toBe(cursor);
  });
});

describe('pages', () => {
  it('hold at most 500 events, whatever is asked', async () => {
    const { chunk_size, entries } = await page('stream_type=admin_logs&limit=9000');
    expect([chunk_size, entries.length]).toEqual([500, 500].map((most) => Math.min(most, entries.length)));
    expect((await page('stream_type=admin_logs')).entries).toHaveLength(100);
  });

  it('are short without being the last, when that is asked for, and nothing is lost by it', async () => {
    const whole = (await all('stream_type=admin_logs&limit=100')).entries;
    await box.controls.settings({ shortPages: true });
    const short = await all('stream_type=admin_logs&limit=100');
    expect(ids(short.entries)).toEqual(ids(whole));
    expect(short.sizes.slice(0, -1).filter((size) => size < 100).length).toBeGreaterThan(2);
  });

  it('of the live stream hold duplicates and disorder on demand, those of admin_logs never', async () => {
    const whole = (await all('stream_type=admin_logs_streaming&limit=100')).entries;
    await box.controls.fault({ kind: 'duplicateEvents', rate: 0.2, seed: 3 });
    await box.controls.fault({ kind: 'outOfOrderEvents', rate: 0.2, seed: 4 });
    const live = (await all('stream_type=admin_logs_streaming&limit=100')).entries;
    expect(live.length).toBeGreaterThan(whole.length);
    expect([...new Set(ids(live))].sort()).toEqual(ids(whole).sort());
    expect([...new Set(ids(live))]).not.toEqual(ids(whole));
    const past = (await all('stream_type=admin_logs&limit=100')).entries;
    expect(new Set(ids(past)).size).toBe(past.length);
  });

  it('are refused for a stream that there is not, and a limit that is none', async () => {
    expect((await box.api('/events?stream_type=nonsense')).status).toBe(400);
    expect((await box.api('/events?stream_type=admin_logs&limit=-1')).status).toBe(400);
  });
});
