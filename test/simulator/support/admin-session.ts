/** A simulator with its Admin signed in, for tests that call the API and the controls over HTTP. */
import { z } from 'zod';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/index.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { signIn } from './api.js';
import { sendControl } from './controls.js';
import { readJson } from './schemas.js';

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> };

/** A running simulator, its controls, and the API under the Admin's access token. */
export interface AdminSession {
  readonly simulator: Simulator;
  /** The simulator's own address. */
  readonly url: string;
  readonly controls: SimulatorControls;
  readonly token: string;
  /** Calls `/2.0<path>` as the Admin; does not follow redirects. `headers` may replace the token. */
  readonly api: (path: string, init?: Init) => Promise<Response>;
  /** Calls `/_sim<path>` and parses the response. Throws when the simulator refuses the request. */
  control<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T>;
  /** Advances the simulator's clock. */
  advance(ms: number): Promise<void>;
  /** The simulator's time, in epoch milliseconds. */
  now(): Promise<number>;
  close(): Promise<void>;
}

/** Starts a simulator and signs its Admin in. The rate limit is out of reach unless `options` sets one. */
export async function startAdminSession(options: SimulatorOptions): Promise<AdminSession> {
  const simulator = await startSimulator({ rateLimitPerMinute: 1_000_000, ...options });
  const { url } = simulator;
  const token = await accessToken(url);
  const control: AdminSession['control'] = async (schema, method, path, body) => {
    const response = await sendControl(url, method, path, body);
    if (!response.ok) throw new Error(`${method} ${path} returned ${response.status}: ${await response.text()}`);
    return readJson(schema, response);
  };
  const controls = simulatorAt(url);
  return {
    simulator,
    url,
    controls,
    token,
    api: (path, init = {}) =>
      fetch(`${url}/2.0${path}`, {
        redirect: 'manual',
        ...init,
        headers: {
          authorization: `Bearer ${token}`,
          ...(init.body == null ? {} : { 'content-type': 'application/json' }),
          ...init.headers,
        },
      }),
    control,
    advance: controls.advance,
    now: async () => Date.parse((await control(z.object({ now: z.string() }), 'GET', '/clock')).now),
    close: () => simulator.close(),
  };
}

/** Signs the Admin in again and returns the new access token. */
export const accessToken = async (url: string): Promise<string> => (await signIn(url)).access_token;
