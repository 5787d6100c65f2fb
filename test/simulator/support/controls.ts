/** Raw calls to the simulator's controls under /_sim, for tests that look at the response itself. */
import { z } from 'zod';
import type { SimulatorControls, TruthEvent } from '../../../clients/simulator.js';
import { readJson } from './schemas.js';

/** Sends a request to `/_sim<path>`, with `body` as JSON when given. */
export function sendControl(url: string, method: string, path: string, body?: unknown): Promise<Response> {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetch(`${url}/_sim${path}`, { method, ...json });
}

const message = z.looseObject({ message: z.string().optional() });
/** Posts `body` to `/_sim<path>`. The status, with the message when the simulator refuses the request. */
export async function postControl(
  url: string,
  path: string,
  body: unknown,
): Promise<[status: number, message?: string]> {
  const response = await sendControl(url, 'POST', path, body);
  const { message: text } = await readJson(message, response);
  return text === undefined ? [response.status] : [response.status, text];
}

/** Every event of the enterprise, the generated past included, in order of time. */
export const allEvents = (controls: SimulatorControls): Promise<TruthEvent[]> =>
  controls.truthEvents('2000-01-01T00:00:00Z');
