/** Box's own client, pointed at a simulator. */
import { BoxClient, BoxOAuth, OAuthConfig } from 'box-node-sdk';
import { BaseUrls, BoxRetryStrategy, NetworkSession } from 'box-node-sdk/networking';
import { APP, freshCode } from './api.js';

/** A client that somebody has consented to, and what it signs in with. */
export interface SignedIn {
  readonly client: BoxClient;
  readonly auth: BoxOAuth;
  readonly session: NetworkSession;
}

/** The client's network settings for a simulator; what fails is tried once more, without much of a wait. */
export const sessionFor = (url: string): NetworkSession =>
  new NetworkSession({
    baseUrls: new BaseUrls({ baseUrl: url, uploadUrl: `${url}/api`, oauth2Url: `${url}/api/oauth2` }),
    retryStrategy: new BoxRetryStrategy({ maxAttempts: 2, retryBaseInterval: 0.01, maxRetriesOnException: 0 }),
  });

/** Signs in through the consent page, as the primary admin unless `login` says otherwise. */
export async function signInWithSdk(url: string, login?: string): Promise<SignedIn> {
  const auth = new BoxOAuth({ config: new OAuthConfig({ clientId: APP.clientId, clientSecret: APP.clientSecret }) });
  const session = sessionFor(url);
  await auth.getTokensAuthorizationCodeGrant(await freshCode(url, login), session);
  return { client: new BoxClient({ auth, networkSession: session }), auth, session };
}

/** The HTTP status with which Box refused a call of the client; throws when it did not. */
export async function refusal(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call;
  } catch (error) {
    const info: unknown = error instanceof Error ? Reflect.get(error, 'responseInfo') : undefined;
    const status: unknown = typeof info === 'object' && info !== null ? Reflect.get(info, 'statusCode') : undefined;
    if (typeof status === 'number') return status;
    throw error;
  }
  throw new Error('The call was not refused');
}
