import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ID } from '../support/accounts.js';
import { signIn } from '../support/api.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { readJson, readRefusal } from '../support/schemas.js';

let box: AdminSession;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 300, seed: 2 });
});
afterAll(() => box.close());

describe('the lifetime of access tokens', () => {
  it('is as set, for new tokens only', async () => {
    await box.controls.settings({ accessTokenSeconds: 90 });
    const { access_token, expires_in } = await signIn(box.url);
    expect(expires_in).toBe(90);
    const status = async (token: string) =>
      (await box.api('/users/me', { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await status(access_token)).toBe(200);
    await box.advance(90_000);
    expect([await status(access_token), await status(box.token)]).toEqual([401, 200]);
    await box.controls.settings({ accessTokenSeconds: null });
    expect((await signIn(box.url)).expires_in).toBeGreaterThanOrEqual(3_600);
  });
});

describe('bounds of the event log', () => {
  const bound = async (query: string, ms: number, format: (iso: string) => string) => {
    const time = encodeURIComponent(format(new Date((await box.now()) + ms).toISOString()));
    return box.api(`/events?stream_type=admin_logs&limit=1&${query}=${time}`);
  };
  const whole = (iso: string) => iso.replace(/\.\d+/, '');

  it.each(['created_after', 'created_before'])('%s is refused with fractions of a second', async (query) => {
    await box.controls.settings({ strictEventTimes: true });
    expect(await readRefusal(bound(query, -60_000, (iso) => iso))).toEqual([400, 'bad_request']);
    expect((await bound(query, -60_000, whole)).status).toBe(200);
    expect((await bound(query, -60_000, (iso) => whole(iso).replace('Z', '+00:00'))).status).toBe(200);
  });

  it.each(['created_after', 'created_before'])('%s is refused in the future', async (query) => {
    await box.controls.settings({ strictEventTimes: true });
    expect(await readRefusal(bound(query, 60_000, whole))).toEqual([400, 'bad_request']);
  });

  it('are accepted when strictEventTimes is off', async () => {
    await box.controls.settings({ strictEventTimes: false });
    expect((await bound('created_before', 60_000, (iso) => iso)).status).toBe(200);
  });
});

describe('has_collaborations', () => {
  it('is true for inherited collaborations too, if inheritsHasCollaborations is on', async () => {
    const flags = async () => {
      const found = new Map<string, boolean>();
      for (const { fileId, ownerId } of await box.controls.truthFiles()) {
        const path = `/files/${fileId}?fields=has_collaborations`;
        const { has_collaborations } = await readJson(
          z.looseObject({ has_collaborations: z.boolean() }),
          box.api(path, { headers: ownerId === ID.admin ? {} : { 'as-user': ownerId } }),
        );
        found.set(fileId, has_collaborations);
      }
      return found;
    };
    const [folder] = await box.controls.pick('folder', 'n=1&minFiles=3');
    await box.controls.act([
      { type: 'collaborate', folderId: folder!.id, login: 'partner@elsewhere.example', role: 'viewer' },
    ]);
    const own = await flags();
    await box.controls.settings({ inheritsHasCollaborations: true });
    const inherited = await flags();
    for (const { fileId, hasCollaborations } of await box.controls.truthFiles()) {
      expect([fileId, inherited.get(fileId)]).toEqual([fileId, hasCollaborations]);
      if (own.get(fileId)) expect(hasCollaborations).toBe(true);
    }
    expect([...own.values()].filter(Boolean).length).toBeLessThan([...inherited.values()].filter(Boolean).length);
  });
});
