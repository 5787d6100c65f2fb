/** The requests of a customer to the API processes that a load balancer has in rotation. */
import { setTimeout as delay } from 'node:timers/promises';

/** What the requests returned. */
export interface Traffic {
  /** The addresses of the API processes that get requests. */
  rotate(urls: readonly string[]): void;
  readonly requests: number;
  /** Requests that failed, each in one line. */
  readonly failed: readonly string[];
  stop(): Promise<void>;
}

/** What a customer's tools and the portal read again and again. */
const PATHS = [
  '/v1/connections',
  '/v1/files?limit=100',
  '/v1/activities?limit=100',
  '/v1/files/summary',
  '/v1/overview',
  '/readyz',
];
const EVERY_MS = 250;
const RESPONSE_WITHIN_MS = 20_000;
/** Failed requests that are remembered. */
const MAX_FAILED = 1_000;

/** Starts one request after the other, to each process in turn. */
export function startTraffic(token: string, first: string): Traffic {
  let rotation: readonly string[] = [first];
  let requests = 0;
  let isOver = false;
  const failed: string[] = [];
  const running = run();

  async function run(): Promise<void> {
    while (!isOver) {
      const url = rotation[requests % rotation.length] ?? first;
      const path = PATHS[Math.floor(requests / rotation.length) % PATHS.length] ?? '';
      requests += 1;
      const problem = await send(`${url}${path}`, token);
      if (problem !== null && failed.length < MAX_FAILED)
        failed.push(`${new Date().toISOString()} ${path}: ${problem}`);
      await delay(EVERY_MS);
    }
  }

  return {
    rotate(urls) {
      rotation = urls;
    },
    get requests() {
      return requests;
    },
    failed,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

/** Why a request failed: a response of 500 or more, or none; null if it did not fail. */
async function send(url: string, token: string): Promise<string | null> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(RESPONSE_WITHIN_MS),
    });
    const body = await response.text();
    return response.status >= 500 ? `${response.status} ${body.slice(0, 200)}` : null;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `no response: ${error instanceof Error ? error.message : String(error)}${cause}`;
  }
}
