/** A simulator and its Admin's token, for tests that speak to it as Box's API. */
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/index.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { signIn } from './api.js';

export interface SignedIn {
  readonly simulator: Simulator;
  readonly controls: SimulatorControls;
  readonly token: string;
  /** `GET /2.0<path>`, redirects not followed. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
}

/** Starts a simulator and signs its Admin in. */
export async function signedIn(options: SimulatorOptions): Promise<SignedIn> {
  const simulator = await startSimulator({ rateLimitPerMinute: 1_000_000, ...options });
  const controls = simulatorAt(simulator.url);
  const { access_token: token } = await signIn(simulator.url);
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${simulator.url}/2.0${path}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      redirect: 'manual',
    });
  return { simulator, controls, token, get };
}
