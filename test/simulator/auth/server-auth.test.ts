import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN, ID } from '../support/accounts.js';
import { CLIENT, clientAt, type Client } from '../support/client.js';
import { listOfIds, withId } from '../support/schemas.js';

const ENTERPRISE = '1234567';
const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const serviceAccount = z.looseObject({ id: z.string(), login: z.string() });

let simulator: Simulator;
let box: Client;
beforeEach(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterEach(() => simulator.close());

const me = (token: string) => box.call('GET', '/users/me', { token });
const badRequest = (error: string, error_description: string) => ({ status: 400, body: { error, error_description } });

describe.each([
  [
    'client credentials',
    (type: string, id: string) => ({ grant_type: 'client_credentials', box_subject_type: type, box_subject_id: id }),
  ],
  [
    'a JWT assertion',
    (type: string, id: string) => ({ grant_type: JWT, assertion: assertion({ sub: id, box_sub_type: type }) }),
  ],
])('an app that signs in with %s', (_name, fields) => {
  it('acts as its service account, which the list of users does not contain', async () => {
    const { status, body } = await box.token(fields('enterprise', ENTERPRISE));
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    const { access_token: token } = box.pair(body);
    const account = serviceAccount.parse((await me(token)).body);
    expect(account.login).toMatch(/^AutomationUser_\d+_\w+@boxdevedition\.com$/);
    const { entries } = listOfIds.parse((await box.call('GET', '/users?limit=1000', { token })).body);
    expect(entries).toHaveLength(6);
    expect(entries.map(({ id }) => id)).not.toContain(account.id);
    const again = box.pair((await box.token(fields('enterprise', ENTERPRISE))).body);
    expect((await me(again.access_token)).body).toMatchObject({ id: account.id });
  });

  it('can act as a managed user, and as nobody outside the enterprise', async () => {
    const admin = withId.parse((await me((await box.signIn(ADMIN)).access_token)).body);
    const { access_token: token } = box.pair((await box.token(fields('user', admin.id))).body);
    expect((await me(token)).body).toMatchObject({ login: ADMIN });
    for (const [type, id] of [
      ['user', ID.outsideAdmin],
      ['user', '1'],
      ['enterprise', '7'],
      ['group', admin.id],
    ] as const) {
      const refused = await box.token(fields(type, id));
      expect([type, id, refused.status]).toEqual([type, id, 400]);
      expect(refused.body).toMatchObject({ error: 'invalid_grant' });
    }
  });

  it('is refused until an admin authorizes it, and when the app uses user authentication', async () => {
    const request = () => box.token(fields('enterprise', ENTERPRISE));
    const notAuthorized = badRequest('unauthorized_client', 'This app is not authorized by the enterprise');
    await box.settings({ serverAuth: 'unauthorized' });
    expect(await request()).toMatchObject(notAuthorized);
    await box.settings({ serverAuth: 'off' });
    expect(await request()).toMatchObject(
      badRequest('invalid_request', 'The grant type is unauthorized for this client_id'),
    );
    await box.settings({ serverAuth: 'authorized', appRestriction: { enabled: true, allowedClientIds: [] } });
    expect(await request()).toMatchObject(notAuthorized);
    await box.settings({ appRestriction: { enabled: true, allowedClientIds: [CLIENT.client_id] } });
    expect((await request()).status).toBe(200);
  });
});

describe('a JWT assertion', () => {
  const send = (claims: Record<string, unknown>) => box.token({ grant_type: JWT, assertion: assertion(claims) });

  it('is refused once expired by the simulator’s clock', async () => {
    const claims = { exp: Math.floor(Date.now() / 1000) + 45 };
    expect((await send(claims)).status).toBe(200);
    await box.advance(60_000);
    expect(await send(claims)).toMatchObject(
      badRequest(
        'invalid_grant',
        "Current date/time MUST be before the expiration date/time listed in the 'exp' claim",
      ),
    );
  });

  it.each([
    ['iss', { iss: 'app-2' }],
    ['sub', { sub: undefined }],
    ['jti', { jti: 'short' }],
    ['exp', { exp: Math.floor(Date.now() / 1000) + 3_600 }],
  ])('is refused with an error that names its wrong claim: %s', async (name, claims) => {
    expect((await send(claims)).body).toMatchObject({
      error: 'invalid_grant',
      error_description: expect.stringContaining(`'${name}'`) as string,
    });
  });

  it('can be used once', async () => {
    const claims = { jti: 'the-same-one-twice' };
    expect((await send(claims)).status).toBe(200);
    expect(await send(claims)).toMatchObject(badRequest('invalid_grant', "A unique 'jti' value is required."));
  });
});

/** A valid assertion, with `claims` in place of its own. */
function assertion(claims: Record<string, unknown>): string {
  const valid = { iss: CLIENT.client_id, sub: ENTERPRISE, box_sub_type: 'enterprise', jti: crypto.randomUUID() };
  const exp = Math.floor(Date.now() / 1000) + 45;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...valid, exp, ...claims })}.signature`;
}
