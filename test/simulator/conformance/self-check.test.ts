import { beforeAll, describe, expect, it } from 'vitest';
import { simulatorAt } from '../../../clients/simulator.js';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { DESCRIPTION, hasDescription, readReport, summarize } from '../../fixture/conformance.js';
import { apiAt, signIn, type Api } from '../support/api.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe.skipIf(!hasDescription())('a simulator that checks its own responses', () => {
  const fileIn = temporaryFolder();
  let report: string;
  let simulator: Simulator;
  let api: Api;
  beforeAll(async () => {
    report = fileIn('report.ndjson');
    simulator = await startSimulator({ users: 6, files: 300, seed: 2, conformance: { against: DESCRIPTION, report } });
    api = apiAt(simulator.url, (await signIn(simulator.url)).access_token);
  });

  it('counts every response by endpoint, errors included, and finds them all to agree', async () => {
    const controls = simulatorAt(simulator.url);
    const { userId } = (await controls.truthUsers())[0]!;
    const [file] = await controls.pick('file', `n=1&owner=${userId}`);
    const [folder] = await controls.pick('folder', `n=1&owner=${userId}`);
    await controls.act([
      { type: 'collaborate', fileId: file!.id, login: 'someone@partner.example' },
      { type: 'collaborate', folderId: folder!.id, login: 'new@partner.example', status: 'pending' },
      { type: 'share', fileId: file!.id, access: 'open' },
      { type: 'print', fileId: file!.id },
    ]);
    const calls = [
      '/users/me',
      '/users/me?fields=id,login,name,role,status,enterprise',
      '/users?usemarker=true&limit=3',
      '/users?limit=3',
      `/users/${userId}`,
      '/folders/0',
      `/folders/${folder!.id}`,
      '/folders/0/items?usemarker=true&limit=5',
      `/folders/${folder!.id}/items?fields=name,size,sha1,owned_by,shared_link,has_collaborations,parent,created_at`,
      `/files/${file!.id}`,
      `/files/${file!.id}/collaborations`,
      `/folders/${folder!.id}/collaborations`,
      '/events?stream_type=admin_logs&limit=100',
      `/events?stream_type=admin_logs&created_after=${new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, '')}`,
      '/events?stream_type=admin_logs_streaming&stream_position=now',
    ];
    for (const call of calls) expect([call, (await api.get(call)).status]).toEqual([call, 200]);
    expect((await api.get('/files/1')).status).toBe(404);
    await simulator.close();
    const found = readReport(report);
    expect(found).toEqual({ endpoints: 10, responses: calls.length + 2, complaints: [] });
    expect(summarize(found)).toBe(`10 endpoints, ${calls.length + 2} responses agree with Box's description`);
  });
});
