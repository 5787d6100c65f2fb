import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, describe, it } from 'vitest';
import { checkCredentials } from '../../activities/connections/credentials.js';
import { createBoxClient } from '../../src/box/client.js';
import { boxError } from '../../src/box/errors.js';
import { createGovernor } from '../../src/box/governor.js';

/** A real HTTP server that answers each call with the next status, and then with the last one. */
let server: Server;
let url: string;
let statuses: number[];
let calls: number;
beforeAll(async () => {
  server = createServer((_request, response) => {
    const status = statuses[Math.min(calls, statuses.length - 1)] ?? 500;
    calls += 1;
    const headers = status === 401 ? { 'www-authenticate': 'Bearer realm="Service", error="invalid_token"' } : {};
    const error = { type: 'error', status, code: 'x' };
    response.writeHead(status, headers);
    response.end(status === 401 ? '' : JSON.stringify(status === 200 ? { id: '1' } : error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Checks the credentials of a connection whose renewals answer `renew`. */
function check(renew: () => Promise<string>): Promise<{ accepted: boolean }> {
  calls = 0;
  const client = createBoxClient({
    baseUrl: url,
    accountId: '1',
    recheckMs: 1,
    governor: createGovernor({ requestsPerMinutePerUser: 100_000 }),
    onCall: () => undefined,
    tokens: { current: () => Promise.resolve('t'), renew },
  });
  const unused = () => Promise.reject(new Error('not called'));
  const box = {
    open: () =>
      Promise.resolve({
        client,
        takeCalls: () => 0,
        limitedUntil: () => null,
        waitingUsers: () => ({ busy: [], limited: [] }),
      }),
    openGrant: unused,
    revoke: unused,
  };
  return new MockActivityEnvironment({}, { logger: SILENT }).run(() =>
    checkCredentials({ box }, { connectionId: 'c' }, [1, 1, 1]),
  );
}
/** A failed activity is logged, and here it is expected. */
const SILENT = new DefaultLogger('ERROR', () => undefined);
const renewed = () => Promise.resolve('t2');

describe('the check of credentials that were reported as rejected', () => {
  it('accepts them when Box does', async () => {
    statuses = [200];
    expect(await check(renewed)).toEqual({ accepted: true });
  });

  it('believes a 401 of the API only when it comes again and again', async () => {
    statuses = [...Array.from({ length: 9 }, () => 401), 200];
    expect(await check(renewed)).toEqual({ accepted: true });
    statuses = [401];
    expect(await check(renewed)).toEqual({ accepted: false });
    expect(calls).toBe(12);
  });

  it('believes the end of the grant when it comes twice', async () => {
    statuses = [401];
    let renewals = 0;
    const ended = (times: number) => () => {
      renewals += 1;
      const response = { code: 'invalid_grant', status: 400 };
      return renewals <= times
        ? Promise.reject(boxError('BoxUnauthorized', 'refresh_token_rejected', response))
        : renewed();
    };
    expect(await check(ended(100))).toEqual({ accepted: false });
    expect(renewals).toBe(2);
    renewals = 0;
    statuses = [401, 401, 200];
    expect(await check(ended(1))).toEqual({ accepted: true });
  });

  it('accepts them when Box refuses the call for another reason, and decides nothing while Box is unavailable', async () => {
    statuses = [403];
    expect(await check(renewed)).toEqual({ accepted: true });
    statuses = [503];
    await expect(check(renewed)).rejects.toMatchObject({ type: 'BoxUnavailable' });
    statuses = [401];
    const blocked = () => Promise.reject(boxError('BoxUnavailable', 'app_disabled_by_admin'));
    await expect(check(blocked)).rejects.toMatchObject({ type: 'BoxUnavailable' });
  });
});
