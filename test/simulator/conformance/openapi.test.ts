import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChecker, type ApiResponse, type Checker } from '../../../simulator/conformance/checker.js';
import { applyCorrections, KNOWN_FAULTS } from '../../../simulator/conformance/known-faults.js';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { DESCRIPTION, hasDescription, readReport, summarize } from '../../fixture/conformance.js';
import { simulatorAt } from '../../../clients/simulator.js';
import { apiAt, signIn, type Api } from '../support/api.js';

if (!hasDescription())
  process.stderr.write("SKIPPED: Box's description is not there, so the simulator is not held against it\n");

describe.skipIf(!hasDescription())("a check against Box's own description", () => {
  let check: Checker;
  let openapi: unknown;
  beforeAll(async () => {
    openapi = JSON.parse(readFileSync(DESCRIPTION, 'utf8'));
    check = await createChecker(openapi);
  });

  const file = { type: 'file', id: '1', etag: '0', sequence_id: '0', name: 'a.txt', sha1: 'ff', size: 3 };
  const about = (path: string, body: unknown, more: Partial<ApiResponse> = {}) =>
    check({ method: 'GET', path: `/2.0${path}`, status: 200, body, ...more });

  it('agrees with what is as described', () => {
    expect(about('/files/1', file)).toEqual({ endpoint: 'GET /files/{file_id}', complaints: [] });
  });

  it.each([
    ['a value of the wrong type', '/files/1', { ...file, size: '3' }, '/size must be integer'],
    ['a property that is missing', '/files/1', { type: 'file' }, "the body must have required property 'id'"],
    ['a value that is not among those allowed', '/files/1', { ...file, item_status: 'away' }, '/item_status must be'],
    ['a null where none is allowed', '/files/1', { ...file, created_at: null }, '/created_at must be string'],
    ['an entry of a list, by its own kind', '/folders/0/items', { entries: [file, { ...file, size: 'x' }] }, '/entries/*/size must be integer'],
    ['an entry of no known kind', '/folders/0/items', { entries: [{ type: 'shelf', id: '1' }] }, '/entries/*/type must be equal'],
    ['an event about an item that has no name', '/events', { entries: [{ source: { item_type: 'file', item_id: '1' } }] }, "/entries/*/source must have required property 'item_name'"],
    ['an endpoint that Box does not have', '/shelves', {}, 'is an endpoint that Box does not describe'],
  ] as const)('complains of %s', (_name, at, body, complaint) => {
    expect(about(at, body)?.complaints.join('\n')).toContain(complaint);
  }); // prettier-ignore

  it('complains of an error in another form than Box’s', () => {
    const body = { type: 'oops', status: '404' };
    const complaints = about('/files/1', body, { status: 404 })?.complaints;
    expect(complaints).toEqual(['/type must be equal to one of the allowed values (["error"])', expect.stringContaining('/status')]);
  }); // prettier-ignore

  it('takes the null that Box allows beside a reference for one that is allowed', () => {
    expect(about('/files/1', { ...file, shared_link: null, sequence_id: null })?.complaints).toEqual([]);
  });

  it('tells a path with a name of its own from one with an id in its place', () => {
    const user = { type: 'user', id: '1' };
    expect(about('/users/me', user)?.endpoint).toBe('GET /users/me');
    expect(about('/users/1', user)?.endpoint).toBe('GET /users/{user_id}');
    expect(about('/folders/trash/items', { entries: [] })?.endpoint).toBe('GET /folders/trash/items');
  });

  it.each(KNOWN_FAULTS)('knows a fault of the description that is still in it: $why', (fault) => {
    for (const at of fault.at) {
      expect(applyCorrections(openapi, [{ ...fault, at: [at] }])).not.toEqual(openapi);
    }
  });
});

describe.skipIf(!hasDescription())('a simulator that checks itself', () => {
  let folder: string;
  let report: string;
  let simulator: Simulator;
  let api: Api;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'boxward-conformance-'));
    report = path.join(folder, 'report.ndjson');
    simulator = await startSimulator({ users: 6, files: 300, seed: 2, conformance: { against: DESCRIPTION, report } });
    api = apiAt(simulator.url, (await signIn(simulator.url)).access_token);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('counts every answer by endpoint, errors too, and finds that they agree', async () => {
    const controls = simulatorAt(simulator.url);
    const { userId } = (await controls.truthUsers())[0]!;
    const [file] = await controls.pick('file', `n=1&owner=${userId}`);
    const [folderOfTheirs] = await controls.pick('folder', `n=1&owner=${userId}`);
    await controls.act([
      { type: 'collaborate', fileId: file!.id, login: 'someone@partner.example' },
      { type: 'collaborate', folderId: folderOfTheirs!.id, login: 'new@partner.example', status: 'pending' },
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
      `/folders/${folderOfTheirs!.id}`,
      '/folders/0/items?usemarker=true&limit=5',
      `/folders/${folderOfTheirs!.id}/items?fields=name,size,sha1,owned_by,shared_link,has_collaborations,parent,created_at`,
      `/files/${file!.id}`,
      `/files/${file!.id}/collaborations`,
      `/folders/${folderOfTheirs!.id}/collaborations`,
      '/events?stream_type=admin_logs&limit=100',
      `/events?stream_type=admin_logs&created_after=${new Date(Date.now() - 60_000).toISOString()}`,
      '/events?stream_type=admin_logs_streaming&stream_position=now',
    ];
    for (const call of calls) expect([call, (await api.get(call)).status]).toEqual([call, 200]);
    expect((await api.get('/files/1')).status).toBe(404);
    await simulator.close();
    const found = readReport(report);
    expect(found).toEqual({ endpoints: 10, responses: calls.length + 2, complaints: [] });
    expect(summarize(found)).toBe(`10 endpoints, ${calls.length + 2} responses agree with Box's description`);
  });

  it('names what disagrees at the end of a run of tests', () => {
    const complaints = ['GET /files/{file_id} 200: /size must be integer'];
    expect(summarize({ endpoints: 1, responses: 1, complaints })).toMatch(/^FAILED[^]*\/size must be integer/);
  });
});
