import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateEnterprise } from '../../../simulator/enterprise/generated/enterprise.js';
import { generatedItem } from '../../../simulator/enterprise/generated/items.js';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');

describe('a seed and a start time', () => {
  const options = { users: 6, files: 400, seed: 8, now: NOW };
  let boxes: AdminSession[];
  beforeAll(async () => {
    boxes = await Promise.all([
      startAdminSession(options),
      startAdminSession(options),
      startAdminSession({ ...options, seed: 9 }),
    ]);
  });
  afterAll(() => Promise.all(boxes.map((box) => box.close())));

  /** The truth and API responses that do not depend on how long the test takes. */
  async function responses({ url, api, controls }: AdminSession): Promise<string[]> {
    const [file] = await controls.pick('file', `n=1&owner=${ID.admin}`);
    const paths = [
      '/users/me',
      '/users?usemarker=true&limit=1000',
      '/folders/0/items?limit=1000&usemarker=true&fields=name,size,sha1,owned_by,shared_link,has_collaborations',
      `/files/${file!.id}`,
      `/events?stream_type=admin_logs&limit=200&created_before=${new Date(NOW).toISOString().replace('.000Z', 'Z')}`,
    ];
    const fromApi = await Promise.all(paths.map(async (path) => (await api(path)).text()));
    const controlPaths = ['/_sim/truth/files', '/_sim/truth/users', '/_sim/truth/calls', '/_sim/pick?kind=folder'];
    const fromControls = await Promise.all(controlPaths.map(async (path) => (await fetch(`${url}${path}`)).text()));
    return [...fromApi, ...fromControls];
  }

  it('determine every response; another seed gives other responses', async () => {
    const [one, same, other] = await Promise.all(boxes.map(responses));
    expect(same).toEqual(one);
    expect(one!.filter((text, index) => text === other![index])).toEqual([]);
  });

  it('determine the content of every file', async () => {
    const [one, same] = await Promise.all(
      boxes.map(async ({ controls, api }) => {
        const files = await controls.pick('file', `n=20&owner=${ID.admin}`);
        return Promise.all(
          files.map(async ({ id }) => {
            const response = await fetch((await api(`/files/${id}/content`)).headers.get('location')!);
            return Buffer.from(await response.arrayBuffer());
          }),
        );
      }),
    );
    expect(same).toEqual(one);
    expect(generatedItem(generateEnterprise({ ...options, startedAt: NOW }), '900000000000')).toEqual(
      generatedItem(generateEnterprise({ ...options, startedAt: NOW }), '900000000000'),
    );
  });
});
