import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exchangeCode, type OAuthApp } from '../../../src/box/oauth.js';
import { acceptGrant, insertGrant } from '../../../src/store/connections/grants.js';
import { createCipher } from '../../../src/util/encryption.js';
import { simulatorAt } from '../../../clients/simulator.js';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { insertConnection } from '../../fixture/connection.js';
import { freshDatabase } from '../../fixture/database.js';

const ROUNDS = 200;
const REDIRECT_URI = 'http://127.0.0.1:3000/oauth/box/callback';
const KEY = randomBytes(32);
const reply = z.object({ token: z.string().optional(), failure: z.string().optional() });

let database: Awaited<ReturnType<typeof freshDatabase>>;
let simulator: Simulator;
beforeAll(async () => {
  database = await freshDatabase();
  simulator = await startSimulator({ users: 3, files: 5, rateLimitPerMinute: 1_000_000 });
  await insertConnection(database.db, 'c');
});
afterAll(async () => {
  await simulator.close();
  await database.drop();
});

/** Gives consent at the simulator and stores the tokens as a new grant of the connection. */
async function consent(): Promise<{ grantId: string; accessToken: string }> {
  const app: OAuthApp = {
    clientId: 'nduj1o3yavu30dii7e03c3n7p49cj2qh',
    clientSecret: 'boxward-simulator-secret',
    apiBaseUrl: simulator.url,
    authorizeUrl: `${simulator.url}/api/oauth2/authorize`,
    redirectUri: REDIRECT_URI,
  };
  const url = new URL(app.authorizeUrl);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: REDIRECT_URI,
    state: 's',
  }).toString();
  const code = new URL((await simulatorAt(simulator.url).consentRedirect(url.toString())) ?? '').searchParams.get(
    'code',
  );
  const tokens = await exchangeCode(app, code ?? '');
  const grantId = randomUUID();
  await database.db
    .transaction()
    .execute((trx) =>
      insertGrant(trx, createCipher([{ id: 'k1', key: KEY }]), { id: grantId, connectionId: 'c', tokens }),
    );
  await acceptGrant(database.db, 'c', grantId);
  return { grantId, accessToken: tokens.accessToken };
}

async function startProcess(grantId: string, mode: 'locked' | 'unlocked'): Promise<ChildProcess> {
  const module = fileURLToPath(new URL('renewing-process.ts', import.meta.url));
  const args = [database.url, simulator.url, grantId, KEY.toString('base64'), mode];
  const child = fork(module, args, { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return child;
}

async function renewIn(child: ChildProcess, rejected: string): Promise<z.output<typeof reply>> {
  const answered = once(child, 'message');
  child.send(rejected);
  return z
    .tuple([reply])
    .rest(z.unknown())
    .parse(await answered)[0];
}

const isAccepted = async (token: string) =>
  (await fetch(`${simulator.url}/2.0/users/me`, { headers: { authorization: `Bearer ${token}` } })).status === 200;

describe('two processes that renew one single-use refresh token at the same moment', () => {
  it(`share one renewal each time, ${ROUNDS} times, and the grant stays alive`, async () => {
    const { grantId, accessToken } = await consent();
    const children = await Promise.all([startProcess(grantId, 'locked'), startProcess(grantId, 'locked')]);
    let current = accessToken;
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [a, b] = await Promise.all(children.map((child) => renewIn(child, current)));
        expect(a?.failure).toBeUndefined();
        expect(a?.token).toEqual(expect.any(String));
        expect(b).toEqual(a);
        expect(a!.token).not.toBe(current);
        current = a!.token!;
      }
      expect(await isAccepted(current)).toBe(true);
    } finally {
      for (const child of children) child.kill();
    }
  });

  it('lose the grant without the lock: Box rejects the second use of the token', async () => {
    const { grantId, accessToken } = await consent();
    const children = await Promise.all([startProcess(grantId, 'unlocked'), startProcess(grantId, 'unlocked')]);
    try {
      const replies = await Promise.all(children.map((child) => renewIn(child, accessToken)));
      expect(replies.map(({ failure }) => failure)).toContain('BoxUnauthorized');
    } finally {
      for (const child of children) child.kill();
    }
  });
});
