import { buildServer } from './server.js';
import { watchFromEnvironment } from './conformance/watch.js';
import { createState, type SimulatorOptions } from './state.js';

export type { SimulatorOptions } from './state.js';

/** A running stand-in for Box. */
export interface Simulator {
  /** Its address: both the API's base and the consent page's host. */
  readonly url: string;
  close(): Promise<void>;
}

/** Draws an enterprise and serves it, on the loopback interface unless told otherwise. Throws when the port is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = createState(options);
  const app = await buildServer(state, options.watch ?? watchFromEnvironment(process.env));
  const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  if (options.lifePerMinute) state.life.start({ perMinute: options.lifePerMinute });
  return { url, close: () => app.close() };
}
