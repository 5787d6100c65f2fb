/** Raw calls to the simulator's controls under /_sim, for tests that look at the response itself. */
import type { SimulatorControls, TruthEvent } from '../../../clients/simulator.js';

/** Sends a request to `/_sim<path>`, with `body` as JSON when given. */
export function sendControl(url: string, method: string, path: string, body?: unknown): Promise<Response> {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return fetch(`${url}/_sim${path}`, { method, ...json });
}

/** Advances the clock of the simulator at `url`. Throws when the simulator refuses. */
export async function advanceClock(url: string, ms: number): Promise<void> {
  const response = await sendControl(url, 'POST', '/clock', { advanceMs: ms });
  if (!response.ok) throw new Error(`POST /clock returned ${response.status}: ${await response.text()}`);
}

/** Every event of the enterprise, the generated past included, in order of time. */
export const allEvents = (controls: SimulatorControls): Promise<TruthEvent[]> =>
  controls.truthEvents('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z');
