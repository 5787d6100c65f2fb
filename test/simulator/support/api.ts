/** Calls to a simulator that return the unmodified HTTP response. */
import { z } from 'zod';
import { DEFAULT_CLIENT_SECRET } from '../../../simulator/settings.js';
import { simulatorAt } from '../../../clients/simulator.js';

/** The app that the tests use, with the simulator's client secret. */
export const APP = { clientId: 'tests', clientSecret: DEFAULT_CLIENT_SECRET, redirectUri: 'http://127.0.0.1/callback' };

const tokens = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
/** A token pair. */
export type Tokens = z.infer<typeof tokens>;

/** The URL of the consent page. Box's SDK builds it only for Box's own host. */
export function authorizeUrl(url: string, more: Readonly<Record<string, string>> = {}): string {
  const query = { response_type: 'code', client_id: APP.clientId, redirect_uri: APP.redirectUri, state: 's', ...more };
  return `${url}/api/oauth2/authorize?${new URLSearchParams(query).toString()}`;
}

/** Consents as `login`, the primary admin by default, and returns the authorization code. */
export async function freshCode(url: string, login?: string): Promise<string> {
  const location = await simulatorAt(url).consentRedirect(authorizeUrl(url), login === undefined ? {} : { login });
  return new URL(location!).searchParams.get('code')!;
}

/** Posts `fields` to the token endpoint, with the app's credentials unless they contain others. */
export function requestToken(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const app = { client_id: APP.clientId, client_secret: APP.clientSecret };
  return fetch(`${url}/oauth2/token`, { method: 'POST', body: new URLSearchParams({ ...app, ...fields }) });
}

/** Signs in as `login`, the primary admin by default, and returns the token pair. */
export async function signIn(url: string, login?: string): Promise<Tokens> {
  const code = await freshCode(url, login);
  return tokens.parse(await (await requestToken(url, { grant_type: 'authorization_code', code })).json());
}

/** The API with one access token. */
export interface Api {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** Calls below /2.0 with this token. Redirects are not followed. */
export function apiAt(url: string, token: string): Api {
  const send: Api['send'] = (method, path, body, headers = {}) =>
    fetch(`${url}/2.0${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { send, get: (path, headers) => send('GET', path, undefined, headers) };
}
