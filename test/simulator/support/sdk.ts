/** Box's official SDK for Node, pointed at a simulator. */
import { BoxClient, BoxOAuth, OAuthConfig } from 'box-node-sdk';
import { BaseUrls, BoxRetryStrategy, NetworkSession } from 'box-node-sdk/networking';
import { APP, freshCode } from './api.js';

/** An SDK client after consent, with its OAuth state and network settings. */
export interface SdkSession {
  readonly client: BoxClient;
  readonly auth: BoxOAuth;
  readonly session: NetworkSession;
}

/** The SDK's network settings for the simulator at `url`: two attempts, with almost no wait between them. */
export const sessionFor = (url: string): NetworkSession =>
  new NetworkSession({
    baseUrls: new BaseUrls({ baseUrl: url, uploadUrl: `${url}/api`, oauth2Url: `${url}/api/oauth2` }),
    retryStrategy: new BoxRetryStrategy({ maxAttempts: 2, retryBaseInterval: 0.01, maxRetriesOnException: 0 }),
  });

/** Signs in through the consent page, as the primary admin unless `login` is given. */
export async function signInWithSdk(url: string, login?: string): Promise<SdkSession> {
  const auth = new BoxOAuth({ config: new OAuthConfig({ clientId: APP.clientId, clientSecret: APP.clientSecret }) });
  const session = sessionFor(url);
  await auth.getTokensAuthorizationCodeGrant(await freshCode(url, login), session);
  return { client: new BoxClient({ auth, networkSession: session }), auth, session };
}

/** The HTTP status of a refused SDK call. Rethrows an error without a status; throws when the call succeeds. */
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
