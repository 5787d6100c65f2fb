/** A simulator whose clock is at hand, and an app that somebody signed in to. */
import { buildServer } from '../../../simulator/server.js';
import { createState, type SimulatorOptions } from '../../../simulator/start.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { signIn } from './api.js';

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> };

export interface SignedIn {
  readonly url: string;
  readonly controls: SimulatorControls;
  /** Moves the simulator's time on. */
  later(ms: number): void;
  /** The simulator's time, epoch milliseconds. */
  now(): number;
  /** Asks the API as the admin; a path as after `/2.0`. */
  api(path: string, init?: Init): Promise<Response>;
  /** Asks under /_sim; throws when it is refused. */
  sim<T>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

/** Starts a simulator and signs in as its admin. */
export async function startSignedIn(options: SimulatorOptions): Promise<SignedIn> {
  const state = createState(options);
  const app = await buildServer(state);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const token = await tokenOf(url);
  const json = { 'content-type': 'application/json' };
  return {
    url,
    controls: simulatorAt(url),
    later: (ms) => state.clock.advance(ms),
    now: () => state.clock.now(),
    api: (path, init = {}) =>
      fetch(`${url}/2.0${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.body == null ? {} : json), ...init.headers },
      }),
    async sim<T>(method: string, path: string, body?: unknown) {
      const init = body === undefined ? {} : { headers: json, body: JSON.stringify(body) };
      const response = await fetch(`${url}/_sim${path}`, { method, ...init });
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    close: () => app.close(),
  };
}

/** A fresh access token of the admin's. */
export const tokenOf = async (url: string): Promise<string> => (await signIn(url)).access_token;
