import { conformanceCheckFromEnv } from './conformance/response-check.js';
import { buildContentServer } from './content-server.js';
import { buildServer } from './server.js';
import { createState, type SimulatorOptions } from './start.js';

export type { SimulatorOptions } from './start.js';

/** A running simulator. */
export interface Simulator {
  /** Base URL of the API and of the consent page. */
  readonly url: string;
  /** The origin that downloads are redirected to, on another port. */
  readonly contentUrl: string;
  close(): Promise<void>;
}

/** Generates an enterprise and serves it, by default on the loopback interface only. Throws when the port is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = createState(options);
  const host = options.host ?? '127.0.0.1';
  const content = buildContentServer(state);
  const api = await buildServer(state, options.conformance ?? conformanceCheckFromEnv(process.env));
  const contentUrl = await content.listen({ host, port: 0 });
  state.settings.contentUrl = contentUrl;
  try {
    const url = await api.listen({ host, port: options.port ?? 0 });
    if (options.lifePerMinute) state.activity.start({ perMinute: options.lifePerMinute });
    return {
      url,
      contentUrl,
      close: async () => {
        await Promise.all([api.close(), content.close()]);
      },
    };
  } catch (error) {
    await content.close();
    throw error;
  }
}
