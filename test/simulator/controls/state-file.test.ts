import { appendFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSimulator } from '../../../simulator/index.js';
import { simulatorAt } from '../../../clients/simulator.js';
import { apiAt, freshCode, requestToken, signIn } from '../support/api.js';
import { allEvents } from '../support/controls.js';
import { readJson, tokenPair } from '../support/schemas.js';
import { startWithSignedInUsers } from '../support/signed-in-users.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const eventsPage = z.object({
  entries: z.array(
    z.object({ event_type: z.string(), source: z.object({ item_id: z.string().optional() }).catch({}) }),
  ),
});

describe('a simulator started again from its state file', () => {
  const fileIn = temporaryFolder();

  it('has the same files, events and tokens', async () => {
    const options = { users: 6, files: 200, seed: 4, stateFile: fileIn('state.jsonl') };
    const read = async (url: string, refreshToken: string | null) => {
      const controls = simulatorAt(url);
      const token = await exchange(url, refreshToken);
      return {
        token,
        files: await controls.truthFiles(),
        events: (await allEvents(controls)).map(({ eventId }) => eventId),
      };
    };
    const first = await startSimulator(options);
    const controls = simulatorAt(first.url);
    const [file, other] = await controls.pick('file', 'n=2');
    const [folderToShare] = await controls.pick('folder', 'n=1');
    await controls.act([
      { type: 'edit', fileId: file!.id },
      { type: 'delete', fileId: other!.id },
      { type: 'share', folderId: folderToShare!.id, access: 'open' },
      { type: 'upload', folderId: folderToShare!.id, name: 'new.txt' },
    ]);
    const before = await read(first.url, null);
    await first.close();

    for (let restart = 0, refreshToken = before.token; restart < 2; restart += 1) {
      const again = await startSimulator(options);
      const after = await read(again.url, refreshToken);
      expect(after.files).toEqual(before.files);
      expect(after.events.slice(0, before.events.length)).toEqual(before.events);
      refreshToken = after.token;
      await again.close();
    }
  });

  it('has the same files and events after changes through the API', async () => {
    const options = { users: 6, files: 300, seed: 7, stateFile: fileIn('api-changes.jsonl') };
    const first = await startWithSignedInUsers(options);
    const call = first.as(3);
    const folderId = await first.createFolder(3, 'kept');
    const changed = await first.createFile(3, folderId, 'changed.txt');
    const trashed = await first.createFile(3, folderId, 'trashed.txt');
    await call('PUT', `/files/${changed}`, { name: 'new.txt', description: 'changed', lock: { access: 'lock' } });
    await call('PUT', `/files/${changed}`, { shared_link: { access: 'open', password: 'Long-enough-1' } });
    const invitation = {
      item: { type: 'folder', id: folderId },
      accessible_by: { type: 'user', id: first.users[4]!.id },
    };
    const invited = await call('POST', '/collaborations', { ...invitation, role: 'editor' });
    await call('PUT', `/collaborations/${invited.body.id}`, { role: 'viewer' });
    await call('POST', `/folders/${folderId}/copy`, { name: 'copied', parent: { id: '0' } });
    await call('DELETE', `/files/${trashed}`);
    await call('POST', `/files/${trashed}`, { name: 'back.txt' });
    const before = { files: await first.controls.truthFiles(), events: await allEvents(first.controls) };
    await first.simulator.close();

    const again = await startSimulator(options);
    const controls = simulatorAt(again.url);
    const after = { files: await controls.truthFiles(), events: await allEvents(controls) };
    await again.close();
    expect(before.events.at(-1)).toMatchObject({ type: 'UNDELETE', itemId: trashed });
    expect(after).toEqual(before);
  });

  it('delivers the late events of before to who has read beyond their time', async () => {
    const options = { users: 6, files: 200, seed: 5, stateFile: fileIn('late-events.jsonl') };
    const first = await startSimulator(options);
    const controls = simulatorAt(first.url);
    const { access_token: token } = await signIn(first.url);
    const [late, prompt] = await controls.pick('file', 'n=2');
    const read = async (url: string, from: string): Promise<{ items: string[]; next: string }> => {
      const path = `/events?stream_type=admin_logs_streaming&stream_position=${from}`;
      const text = await (await apiAt(url, token).get(path)).text();
      const page = eventsPage.parse(JSON.parse(text));
      const items = page.entries.map((event) => event.source.item_id ?? '');
      return {
        items: items.filter((id) => id === late!.id || id === prompt!.id),
        // A number that is too large for JavaScript.
        next: /"next_stream_position":\s*"?(\d+)/.exec(text)![1]!,
      };
    };
    const { next: start } = await read(first.url, 'now');
    await controls.fault({ kind: 'lateEvents', ms: 60_000 });
    await controls.act([{ type: 'edit', fileId: late!.id }]);
    await controls.clearFaults();
    await controls.act([{ type: 'edit', fileId: prompt!.id }]);
    const before = await read(first.url, start);
    expect(before.items).toEqual([prompt!.id]);
    await first.close();

    const again = await startSimulator(options);
    await simulatorAt(again.url).advance(61_000);
    expect((await read(again.url, before.next)).items).toEqual([late!.id]);
    await again.close();
  });

  it('keeps which tokens have ended, and the service id of its events', async () => {
    const options = { users: 6, files: 50, seed: 4, stateFile: fileIn('tokens.jsonl') };
    const events = async (url: string) =>
      (await (await fetch(`${url}/_sim/truth/events?after=${startedAt}`)).text()).trim();
    const startedAt = new Date(Date.now() - 1_000).toISOString();
    const first = await startSimulator(options);
    await simulatorAt(first.url).settings({ serviceId: '99' });
    const [ended, revoked] = [await signIn(first.url), await signIn(first.url)];
    await simulatorAt(first.url).fault({ kind: 'expireAccessTokens' });
    const fresh = await requestToken(first.url, { grant_type: 'refresh_token', refresh_token: ended.refresh_token });
    const { access_token: valid } = await readJson(tokenPair, fresh);
    await simulatorAt(first.url).fault({ kind: 'revokeRefreshTokens' });
    const recorded = await events(first.url);
    const status = async (url: string) => [
      (await apiAt(url, ended.access_token).get('/users/me')).status,
      (await apiAt(url, valid).get('/users/me')).status,
      (await requestToken(url, { grant_type: 'refresh_token', refresh_token: revoked.refresh_token })).status,
    ];
    expect(await status(first.url)).toEqual([401, 200, 400]);
    await first.close();

    const again = await startSimulator(options);
    expect(await status(again.url)).toEqual([401, 200, 400]);
    expect(recorded).toContain('"serviceId":"99"');
    expect(await events(again.url)).toBe(recorded);
    await again.close();
  });

  it('ignores a last line that was cut off by a kill, and keeps what follows', async () => {
    const stateFile = fileIn('killed.jsonl');
    const options = { users: 6, files: 50, seed: 4, stateFile };
    const first = await startSimulator(options);
    const [file] = await simulatorAt(first.url).pick('file', 'n=1');
    await first.close();
    await appendFile(stateFile, '{"kind":"action","at":17');
    const second = await startSimulator(options);
    await simulatorAt(second.url).act([{ type: 'rename', fileId: file!.id, name: 'kept.txt' }]);
    await second.close();
    const third = await startSimulator(options);
    expect((await simulatorAt(third.url).truthFiles()).find(({ fileId }) => fileId === file!.id)?.name).toBe(
      'kept.txt',
    );
    await third.close();
  });

  it('does not start with an unknown line, and names it', async () => {
    const stateFile = fileIn('foreign.jsonl');
    const options = { users: 6, files: 50, seed: 4, stateFile };
    await (await startSimulator(options)).close();
    await appendFile(stateFile, '{"kind":"dance"}\n');
    await expect(startSimulator(options)).rejects.toThrow(/foreign\.jsonl, line 2 was not written by this version/);
  });

  it('does not start with other options than the state file was created with', async () => {
    const options = { users: 6, files: 200, seed: 4, stateFile: fileIn('state.jsonl') };
    await expect(startSimulator({ ...options, files: 300 })).rejects.toThrow(
      /start with the same values, or delete it/,
    );
  });
});

/** Signs in, or refreshes when a refresh token is given. Returns the new refresh token. */
async function exchange(url: string, refreshToken: string | null): Promise<string> {
  const response = refreshToken
    ? await requestToken(url, { grant_type: 'refresh_token', refresh_token: refreshToken })
    : await requestToken(url, { grant_type: 'authorization_code', code: await freshCode(url) });
  expect(response.status).toBe(200);
  return (await readJson(tokenPair, response)).refresh_token;
}
