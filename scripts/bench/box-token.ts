import { z } from 'zod';
import { SIMULATOR_SECRET } from '../stack/boxward.js';

const CLIENT = { client_id: 'bench', redirect_uri: 'http://127.0.0.1/' };
const token = z.object({ access_token: z.string() });

/** Signs the Admin in at a simulator through its consent page; returns the access token. Throws if it is refused. */
export async function boxToken(simulatorUrl: string): Promise<string> {
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    fetch(`${simulatorUrl}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ ...CLIENT, ...fields }),
      redirect: 'manual',
    });
  const granted = await post('/api/oauth2/authorize', {
    ...{ response_type: 'code', login: 'admin@acme.example', password: 'any', consent: 'grant' },
  });
  const code = new URL(granted.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const secret = { client_secret: SIMULATOR_SECRET, grant_type: 'authorization_code', code };
  return token.parse(await (await post('/oauth2/token', secret)).json()).access_token;
}
