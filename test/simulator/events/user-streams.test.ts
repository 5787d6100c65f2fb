import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { eventReader, type EventReader } from '../support/events.js';
import { readJson } from '../support/schemas.js';

const realtimeServers = z.looseObject({ entries: z.array(z.looseObject({ url: z.string() })) });

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

describe('the streams of a user', () => {
  it('have event types of their own and complete items as source', async () => {
    const cursor = await events.now('all');
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
    const { entries } = await events.all('stream_type=all', cursor);
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
      const types = (await events.all(`stream_type=${type}`, cursor)).entries.map(({ event_type }) => event_type);
      expect(types).not.toContain('ITEM_SHARED_CREATE');
      expect(types).not.toContain('ITEM_PREVIEW');
      expect(types).toContain('COLLAB_ADD_COLLABORATOR');
    }
  });

  it('contain no events of other users’ items', async () => {
    const users = await box.controls.truthUsers();
    const other = users.find(({ role }) => role === 'user')!;
    const cursor = await events.now('all');
    await box.controls.act([{ type: 'edit', fileId: file.id }]);
    const seen = await events.page(`stream_type=all&stream_position=${cursor}`, { 'as-user': other.userId });
    expect(seen.entries).toEqual([]);
    expect((await events.page(`stream_type=all&stream_position=${cursor}`)).entries).toHaveLength(1);
  });

  it('can be waited on by long polling', async () => {
    const cursor = await events.now('all');
    const servers = await readJson(realtimeServers, box.api('/events', { method: 'OPTIONS' }));
    expect(servers).toMatchObject({
      chunk_size: 1,
      entries: [{ type: 'realtime_server', ttl: '10', max_retries: '10', retry_timeout: 610 }],
    });
    const wait = async () => (await fetch(`${servers.entries[0]!.url}&stream_position=${cursor}`)).json();
    const waiting = wait();
    await box.controls.act([{ type: 'edit', fileId: file.id }]);
    expect(await waiting).toEqual({ version: 1, message: 'new_change' });
    expect(await wait()).toEqual({ version: 1, message: 'new_change' });
    await box.controls.settings({ longPollMs: 1 });
    const later = await fetch(`${servers.entries[0]!.url}&stream_position=now`);
    expect(await later.json()).toEqual({ version: 1, message: 'reconnect' });
  });
});
