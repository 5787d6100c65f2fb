import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../../simulator/index.js';
import { apiAt, freshCode, requestToken, signIn } from '../support/api.js';
import { simulatorAt } from '../../e2e/support/simulator.js';

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

  it('knows which tokens were ended, and in whose name what happened was told', async () => {
    const options = { users: 6, files: 50, seed: 4, stateFile: path.join(folder, 'tokens.jsonl') };
    const events = async (url: string) =>
      (await (await fetch(`${url}/_sim/truth/events?after=${startedAt}`)).text()).trim();
    const startedAt = new Date(Date.now() - 1_000).toISOString();
    const first = await startSimulator(options);
    await simulatorAt(first.url).settings({ serviceId: '99' });
    const [ended, revoked] = [await signIn(first.url), await signIn(first.url)];
    await simulatorAt(first.url).fault({ kind: 'expireAccessTokens' });
    const fresh = await requestToken(first.url, { grant_type: 'refresh_token', refresh_token: ended.refresh_token });
    const { access_token: alive } = (await fresh.json()) as { access_token: string };
    await simulatorAt(first.url).fault({ kind: 'revokeRefreshTokens' });
    const told = await events(first.url);
    const status = async (url: string) => [
      (await apiAt(url, ended.access_token).get('/users/me')).status,
      (await apiAt(url, alive).get('/users/me')).status,
      (await requestToken(url, { grant_type: 'refresh_token', refresh_token: revoked.refresh_token })).status,
    ];
    expect(await status(first.url)).toEqual([401, 200, 400]);
    await first.close();

    const again = await startSimulator(options);
    expect(await status(again.url)).toEqual([401, 200, 400]);
    expect(told).toContain('"serviceId":"99"');
    expect(await events(again.url)).toBe(told);
    await again.close();
  });

  it('goes on behind a line that was cut off when it was killed, and loses nothing after it', async () => {
    const stateFile = path.join(folder, 'killed.jsonl');
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

  it('refuses a line that it does not understand, and says which', async () => {
    const stateFile = path.join(folder, 'foreign.jsonl');
    const options = { users: 6, files: 50, seed: 4, stateFile };
    await (await startSimulator(options)).close();
    await appendFile(stateFile, '{"kind":"dance"}\n');
    await expect(startSimulator(options)).rejects.toThrow(/foreign\.jsonl, line 2 is not of this version/);
  });

  it('refuses to go on as another enterprise', async () => {
    const options = { users: 6, files: 200, seed: 4, stateFile: path.join(folder, 'state.jsonl') };
    await expect(startSimulator({ ...options, files: 300 })).rejects.toThrow(
      /start with the same values, or delete it/,
    );
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
