/** A client of the simulator that knows nothing but HTTP: a person at the consent page, and an app with a token. */
import { z } from 'zod';

export const CLIENT = { client_id: 'app-1', client_secret: 'boxward-simulator-secret' };
export const REDIRECT = 'http://127.0.0.1:4000/callback';

/** What the API, or a page, answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON where it is some, else text. */
  readonly body: unknown;
}

const pair = z.object({ access_token: z.string(), expires_in: z.number(), refresh_token: z.string().optional() });
/** A token, and the refresh token that came with it. */
export type Pair = z.infer<typeof pair>;

type Fields = Record<string, string>;

/** The simulator at `url`, as an app sees it. */
export function clientAt(url: string) {
  const answer = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const post = async (path: string, fields: Fields): Promise<Answer> =>
    answer(await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }));

  /** A call of the API, `as` another user where one is named. */
  async function call(
    method: string,
    path: string,
    by: { token: string; as?: string; body?: unknown },
  ): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${by.token}`,
      ...(by.as === undefined ? {} : { 'As-User': by.as }),
      ...(by.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const body = by.body === undefined ? null : JSON.stringify(by.body);
    return answer(await fetch(`${url}/2.0${path}`, { method, headers, body, redirect: 'manual' }));
  }

  /** One of the simulator's own controls. */
  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const sent =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const { status, body: answered } = await answer(await fetch(`${url}/_sim${path}`, { method, ...sent }));
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answered)}`);
    return answered;
  }

  const authorizeFields = (more: Fields = {}): Fields => ({
    response_type: 'code',
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT,
    state: 's',
    ...more,
  });
  /** The page that a person is sent to. */
  const page = async (fields: Fields): Promise<Answer> =>
    answer(await fetch(`${url}/api/oauth2/authorize?${new URLSearchParams(fields).toString()}`));
  /** What comes of pressing a button there. */
  const press = (fields: Fields, login: string, consent: 'grant' | 'deny' = 'grant'): Promise<Answer> =>
    post('/api/oauth2/authorize', { ...fields, login, password: 'any', consent });

  async function code(login: string, more: Fields = {}): Promise<string> {
    const location = (await press(authorizeFields(more), login)).headers.get('location');
    return new URL(location ?? '').searchParams.get('code') ?? '';
  }
  const token = (fields: Fields): Promise<Answer> => post('/oauth2/token', { ...CLIENT, ...fields });
  /** Signs in at the consent page; `scope` narrows the token. */
  async function signIn(login: string, scope?: string): Promise<Pair> {
    const got = await code(login, scope === undefined ? {} : { scope });
    return pair.parse((await token({ grant_type: 'authorization_code', code: got })).body);
  }
  const refresh = (refreshToken: string | undefined): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' });
  /** The app's own token for its service account. */
  const serviceToken = async (): Promise<string> =>
    pair.parse(
      (await token({ grant_type: 'client_credentials', box_subject_type: 'enterprise', box_subject_id: '1234567' }))
        .body,
    ).access_token;

  const settings = (change: object): Promise<unknown> => control('POST', '/settings', change);
  const advance = (advanceMs: number): Promise<unknown> => control('POST', '/clock', { advanceMs });
  return {
    post, call, control, settings, advance, authorizeFields, page, press, code, token, signIn, refresh, serviceToken,
    pair: (body: unknown): Pair => pair.parse(body),
  }; // prettier-ignore
}
export type Client = ReturnType<typeof clientAt>;
