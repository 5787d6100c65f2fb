import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../simulator/index.js';
import { freshCode, requestToken } from './support/api.js';
import { simulatorAt } from '../e2e/support/simulator.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'boxward-simulator-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a simulator started again from its state file', () => {
  it('is as it was: files, events, tokens', async () => {
    const options = { users: 6, files: 200, seed: 4, stateFile: path.join(folder, 'state.jsonl') };
    const seen = async (url: string, refreshToken: string | null) => {
      const controls = simulatorAt(url);
      const token = await exchange(url, refreshToken);
      return {
        token,
        files: await controls.truthFiles(),
        events: (await controls.truthEvents('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')).map(
          ({ eventId }) => eventId,
        ),
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
    const before = await seen(first.url, null);
    await first.close();

    for (let turn = 0, refreshToken = before.token; turn < 2; turn += 1) {
      const again = await startSimulator(options);
      const after = await seen(again.url, refreshToken);
      expect(after.files).toEqual(before.files);
      expect(after.events.slice(0, before.events.length)).toEqual(before.events);
      refreshToken = after.token;
      await again.close();
    }
  });

  it('refuses to go on as another enterprise', async () => {
    const options = { users: 6, files: 200, seed: 4, stateFile: path.join(folder, 'state.jsonl') };
    await expect(startSimulator({ ...options, files: 300 })).rejects.toThrow(/start with the same, or delete it/);
  });
});

/** Signs in, or refreshes; answers the refresh token. */
async function exchange(url: string, refreshToken: string | null): Promise<string> {
  const response = refreshToken
    ? await requestToken(url, { grant_type: 'refresh_token', refresh_token: refreshToken })
    : await requestToken(url, { grant_type: 'authorization_code', code: await freshCode(url) });
  expect(response.status).toBe(200);
  return ((await response.json()) as { refresh_token: string }).refresh_token;
}
