import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';

const counts = z.looseObject({ byRoute: z.record(z.string(), z.number()) });

let box: AdminSession;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 200, seed: 2 });
});
afterAll(() => box.close());

describe('a malformed request', () => {
  const send = async (path: string, type: string, body: string): Promise<[number, unknown]> => {
    const response = await fetch(`${box.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: 'Bearer none' },
      body,
    });
    return [response.status, await response.json()];
  };
  const error = (status: number) =>
    expect.objectContaining({ type: 'error', status, request_id: expect.anything() as unknown }) as unknown;

  it('is refused with the status of its error, in the form of the endpoint called', async () => {
    expect(await send('/2.0/folders', 'application/json', '{"name":')).toEqual([400, error(400)]);
    expect(await send('/2.0/folders', 'image/png', 'x')).toEqual([415, error(415)]);
    expect(await send('/2.0/folders', 'application/json', `"${'x'.repeat(2_000_000)}"`)).toEqual([413, error(413)]);
    expect(await send('/oauth2/token', 'application/json', '{')).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.any(String) as unknown },
    ]);
    expect(await send('/_sim/settings', 'application/json', '{')).toEqual([
      400,
      { message: expect.any(String) as unknown },
    ]);
  });

  it('is refused for a repeated query parameter, which the error names', async () => {
    for (const path of ['/users/me?fields=id&fields=name', '/folders/0/items?limit=1&limit=2']) {
      const response = await box.api(path);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'invalid_parameter' }),
      ]);
    }
    const response = await fetch(`${box.url}/_sim/pick?n=1&n=2`);
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: expect.stringMatching(/^n is repeated/) as unknown },
    ]);
  });

  it('is refused for an event stream named like a property of every object', async () => {
    for (const type of ['constructor', 'toString', '__proto__']) {
      expect((await box.api(`/events?stream_type=${type}`)).status).toBe(400);
    }
  });

  it('is counted as "unknown route" for any unknown path', async () => {
    await box.api('/unknown/1');
    await box.api('/unknown/2');
    const { byRoute } = await box.control(counts, 'GET', '/requests');
    expect(Object.keys(byRoute).filter((route) => route.includes('/unknown'))).toEqual([]);
    expect(byRoute['GET unknown route']).toBe(2);
  });
});
