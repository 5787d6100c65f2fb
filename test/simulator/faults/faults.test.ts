import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accessToken, startAdminSession, type AdminSession } from '../support/admin-session.js';
import { APP } from '../support/api.js';
import { describeResponse } from '../support/describe-response.js';
import { anyObject } from '../support/schemas.js';

const SEED = 11;
const ROUTE = '/users/me?fields=login,created_at';
const fault = z.looseObject({ id: z.string(), hits: z.number(), tries: z.number() });

let box: AdminSession;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 200, seed: 2 });
});
afterAll(() => box.close());
beforeEach(() => box.controls.clearFaults());

const addFault = (request: Record<string, unknown>) =>
  box.control(fault, 'POST', '/faults', { seed: SEED, ...request });
const faults = () => box.control(z.array(fault), 'GET', '/faults');

describe('a fault', () => {
  it('breaks the connection before (reset) or after (resetAfterEffect) the request takes effect', async () => {
    const revoke = (token: string) =>
      fetch(`${box.url}/oauth2/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: APP.clientId, client_secret: APP.clientSecret, token }),
      });
    for (const [kind, status] of [
      ['reset', 200],
      ['resetAfterEffect', 401],
    ] as const) {
      const token = await accessToken(box.url);
      await addFault({ kind, route: 'POST /oauth2/revoke', count: 1 });
      expect(await describeResponse(revoke(token))).toBe('broken');
      const after = await box.api(ROUTE, { headers: { authorization: `Bearer ${token}` } });
      expect([kind, after.status]).toEqual([kind, status]);
    }
  });

  it('of latency delays only its request and leaves the response unchanged', async () => {
    await addFault({ kind: 'latency', route: 'fields=name', ms: 1_000 });
    const order: string[] = [];
    const slow = box.api('/users/me?fields=name').then(({ status }) => order.push(`slow ${status}`));
    await box.api('/users/me?fields=login').then(({ status }) => order.push(`quick ${status}`));
    await slow;
    expect(order).toEqual(['quick 200', 'slow 200']);
  });

  it('hits only its route and its user, and as often as its count at most', async () => {
    const [, , , user] = await box.controls.truthUsers();
    await addFault({ kind: '500', route: 'GET /2.0/folders/0/items', userId: user!.userId, count: 2 });
    const status = async (path: string, as?: string) =>
      (await box.api(path, { headers: as === undefined ? {} : { 'as-user': as } })).status;
    expect(await status('/folders/0/items')).toBe(200);
    expect(await status('/users/me', user!.userId)).toBe(200);
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push(await status('/folders/0/items', user!.userId));
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  it('of revokedToken ends the token for good', async () => {
    const token = await accessToken(box.url);
    const call = () => box.api(ROUTE, { headers: { authorization: `Bearer ${token}` } });
    expect((await call()).status).toBe(200);
    await addFault({ kind: 'revokedToken', route: '/users/me', count: 1 });
    expect([(await call()).status, (await call()).status]).toEqual([401, 401]);
  });

  it('is removed by its id alone', async () => {
    const first = await addFault({ kind: '500', route: 'nowhere' });
    const second = await addFault({ kind: '404', route: 'nowhere' });
    await box.control(anyObject, 'DELETE', `/faults/${first.id}`);
    expect((await faults()).map(({ id }) => id)).toEqual([second.id]);
    expect((await fetch(`${box.url}/_sim/faults/${first.id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('hits the same requests for the same seed, and others for another seed', async () => {
    const run = async (seed: number) => {
      await box.controls.clearFaults();
      await addFault({ kind: '500', rate: 0.5, seed, route: '/users/me' });
      const statuses = [];
      for (let i = 0; i < 40; i += 1) statuses.push((await box.api(ROUTE)).status);
      return statuses;
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });
});
