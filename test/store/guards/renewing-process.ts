/**
 * A process that renews the tokens of a grant on request: its parent sends the rejected access token, it replies with
 * the renewed one or the type of the failure. `unlocked` renews as code without the lock on the grant's row would.
 */
import { accessTokensOf } from '../../../src/worker/access-tokens.js';
import { refreshTokens, type OAuthApp } from '../../../src/box/oauth.js';
import { isBoxError } from '../../../src/box/errors.js';
import { tokensOf } from '../../../src/store/connections/grants.js';
import { openDatabase, type Db } from '../../../src/store/sql/postgres.js';
import { createCipher, type Cipher } from '../../../src/util/encryption.js';

const [databaseUrl = '', apiBaseUrl = '', grantId = '', key = '', mode = ''] = process.argv.slice(2);
const app: OAuthApp = {
  clientId: 'nduj1o3yavu30dii7e03c3n7p49cj2qh',
  clientSecret: 'boxward-simulator-secret',
  apiBaseUrl,
  authorizeUrl: `${apiBaseUrl}/api/oauth2/authorize`,
  redirectUri: 'http://127.0.0.1:3000/oauth/box/callback',
};
const cipher = createCipher([{ id: 'k1', key: Buffer.from(key, 'base64') }]);
const db = openDatabase(databaseUrl, { maxConnections: 2 });
const tokens = accessTokensOf({ db, cipher, app, grantId, onRefresh: () => undefined });

process.on('message', (rejected: string) => void renew(rejected).then((reply) => process.send?.(reply)));
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

async function renew(rejected: string): Promise<object> {
  try {
    const token = mode === 'unlocked' ? await renewUnlocked(db, cipher) : await tokens.renew(rejected);
    return { token };
  } catch (error) {
    return { failure: isBoxError(error) ? error.type : String(error) };
  }
}

async function renewUnlocked(from: Db, seal: Cipher): Promise<string> {
  const pair = await tokensOf(from, seal, grantId);
  if (!pair) throw new Error('The grant has no tokens');
  const renewed = await refreshTokens(app, pair.refreshToken);
  return renewed.accessToken;
}
