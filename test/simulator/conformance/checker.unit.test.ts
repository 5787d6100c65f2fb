import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createChecker, type ApiResponse, type Checker } from '../../../simulator/conformance/checker.js';
import { applyCorrections, KNOWN_FAULTS } from '../../../simulator/conformance/known-faults.js';
import { DESCRIPTION, hasDescription, summarize } from '../../fixture/conformance.js';

if (!hasDescription())
  process.stderr.write("SKIPPED: Box's API description is missing, so no response is checked against it\n");

describe.skipIf(!hasDescription())("a check of a response against Box's API description", () => {
  let check: Checker;
  beforeAll(async () => {
    check = await createChecker(JSON.parse(readFileSync(DESCRIPTION, 'utf8')));
  });

  const file = { type: 'file', id: '1', etag: '0', sequence_id: '0', name: 'a.txt', sha1: 'ff', size: 3 };
  const checkBody = (path: string, body: unknown, more: Partial<ApiResponse> = {}) =>
    check({ method: 'GET', path: `/2.0${path}`, status: 200, body, ...more });

  it('accepts a response that agrees with it', () => {
    expect(checkBody('/files/1', file)).toEqual({ endpoint: 'GET /files/{file_id}', complaints: [] });
  });

  it.each([
    ['a value of the wrong type', '/files/1', { ...file, size: '3' }, '/size must be integer'],
    ['a missing property', '/files/1', { type: 'file' }, "the body must have required property 'id'"],
    ['a value that is not allowed', '/files/1', { ...file, item_status: 'away' }, '/item_status must be'],
    ['a null where none is allowed', '/files/1', { ...file, created_at: null }, '/created_at must be string'],
    ['a list entry that violates its own schema', '/folders/0/items', { entries: [file, { ...file, size: 'x' }] }, '/entries/*/size must be integer'],
    ['a list entry of an unknown type', '/folders/0/items', { entries: [{ type: 'shelf', id: '1' }] }, '/entries/*/type must be equal'],
    ['an event with an item without a name', '/events', { entries: [{ source: { item_type: 'file', item_id: '1' } }] }, "/entries/*/source must have required property 'item_name'"],
    ['an unknown endpoint', '/shelves', {}, 'is an endpoint that Box does not describe'],
  ] as const)('reports %s', (_name, path, body, complaint) => {
    expect(checkBody(path, body)?.complaints.join('\n')).toContain(complaint);
  }); // prettier-ignore

  it('reports an error body that does not have Box’s form', () => {
    const body = { type: 'oops', status: '404' };
    const complaints = checkBody('/files/1', body, { status: 404 })?.complaints;
    expect(complaints).toEqual(['/type must be equal to one of the allowed values (["error"])', expect.stringContaining('/status')]);
  }); // prettier-ignore

  it('accepts null where the description has "nullable" beside a reference', () => {
    expect(checkBody('/files/1', { ...file, shared_link: null, sequence_id: null })?.complaints).toEqual([]);
  });

  it('distinguishes a fixed path such as /users/me from one with an id', () => {
    const user = { type: 'user', id: '1' };
    expect(checkBody('/users/me', user)?.endpoint).toBe('GET /users/me');
    expect(checkBody('/users/1', user)?.endpoint).toBe('GET /users/{user_id}');
    expect(checkBody('/folders/trash/items', { entries: [] })?.endpoint).toBe('GET /folders/trash/items');
  });
});

describe.skipIf(!hasDescription())("a known fault of Box's API description", () => {
  const openapi: unknown = hasDescription() ? JSON.parse(readFileSync(DESCRIPTION, 'utf8')) : null;

  it.each(KNOWN_FAULTS)('is still in it: $why', (fault) => {
    for (const at of fault.at) {
      expect(applyCorrections(openapi, [{ ...fault, at: [at] }])).not.toEqual(openapi);
    }
  });
});

describe.skipIf(!hasDescription())('the summary of a test run', () => {
  it('names the responses that disagree with the description', () => {
    const complaints = ['GET /files/{file_id} 200: /size must be integer'];
    expect(summarize({ endpoints: 1, responses: 1, complaints })).toMatch(/^FAILED[^]*\/size must be integer/);
  });
});
