/** A client for tests of OAuth: a person at the consent page, and an app that gets tokens and calls the API. */
import { z } from 'zod';
import { simulatorAt } from '../../../clients/simulator.js';

/** The app's credentials. */
export const CLIENT = { client_id: 'app-1', client_secret: 'boxward-simulator-secret' };
/** The app's redirect URI. */
export const REDIRECT = 'http://127.0.0.1:4000/callback';

/** A response of the API, or of a page, with its body parsed. */
export interface ParsedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON of a JSON response; the text of any other. */
  readonly body: unknown;
}

const pair = z.object({ access_token: z.string(), expires_in: z.number(), refresh_token: z.string().optional() });
/** An access token, with its refresh token unless it belongs to a service account. */
export type Pair = z.infer<typeof pair>;

type Fields = Record<string, string>;

/** A client for the simulator at `url`. */
export function clientAt(url: string) {
  const parseResponse = async (response: Response): Promise<ParsedResponse> => {
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const post = async (path: string, fields: Fields): Promise<ParsedResponse> =>
    parseResponse(
      await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }),
    );

  /** Calls `/2.0<path>`, with As-User for the user `as` if given. */
  async function call(
    method: string,
    path: string,
    by: { token: string; as?: string; body?: unknown },
  ): Promise<ParsedResponse> {
    const headers = {
      authorization: `Bearer ${by.token}`,
      ...(by.as === undefined ? {} : { 'As-User': by.as }),
      ...(by.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const body = by.body === undefined ? null : JSON.stringify(by.body);
    return parseResponse(await fetch(`${url}/2.0${path}`, { method, headers, body, redirect: 'manual' }));
  }

  /** Calls the control `/_sim<path>` and returns the body. Throws for any status but 200. */
  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const { status, body: received } = await parseResponse(await fetch(`${url}/_sim${path}`, { method, ...init }));
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(received)}`);
    return received;
  }

  const authorizeFields = (more: Fields = {}): Fields => ({
    response_type: 'code',
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT,
    state: 's',
    ...more,
  });
  /** Opens the consent page. */
  const page = async (fields: Fields): Promise<ParsedResponse> =>
    parseResponse(await fetch(`${url}/api/oauth2/authorize?${new URLSearchParams(fields).toString()}`));
  /** Signs in on the consent page and presses Allow or Deny. Redirects are not followed. */
  const press = (fields: Fields, login: string, consent: 'grant' | 'deny' = 'grant'): Promise<ParsedResponse> =>
    post('/api/oauth2/authorize', { ...fields, login, password: 'any', consent });

  /** Consents as `login` and returns the authorization code. */
  async function code(login: string, more: Fields = {}): Promise<string> {
    const location = (await press(authorizeFields(more), login)).headers.get('location');
    return new URL(location ?? '').searchParams.get('code') ?? '';
  }
  const token = (fields: Fields): Promise<ParsedResponse> => post('/oauth2/token', { ...CLIENT, ...fields });
  /** Signs in through the consent page and exchanges the code. `scope` limits the token. */
  async function signIn(login: string, scope?: string): Promise<Pair> {
    const authorizationCode = await code(login, scope === undefined ? {} : { scope });
    return pair.parse((await token({ grant_type: 'authorization_code', code: authorizationCode })).body);
  }
  const refresh = (refreshToken: string | undefined): Promise<ParsedResponse> =>
    token({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' });
  /** An access token of the app's service account. */
  const serviceToken = async (): Promise<string> =>
    pair.parse(
      (await token({ grant_type: 'client_credentials', box_subject_type: 'enterprise', box_subject_id: '1234567' }))
        .body,
    ).access_token;

  const { settings, advance } = simulatorAt(url);
  return {
    post, call, control, settings, advance, authorizeFields, page, press, code, token, signIn, refresh, serviceToken,
    pair: (body: unknown): Pair => pair.parse(body),
  }; // prettier-ignore
}
/** A client for one simulator. */
export type Client = ReturnType<typeof clientAt>;
