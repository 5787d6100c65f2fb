/** Calls to a running simulator's content endpoints, as one user or another. */
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/index.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { signIn } from './api.js';

/** What came back; `body` is the parsed JSON, empty where there was none. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}
export interface Body {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly type: string;
  readonly etag: string;
  readonly name: string;
  readonly code: string;
  readonly entries: readonly Body[];
  readonly next_marker: string | null;
}

/** One user's calls. */
export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** A simulator, its controls, and its users to call as. */
export interface Stage {
  readonly simulator: Simulator;
  readonly controls: SimulatorControls;
  /** The active users in their order: the Admin first, two Co-Admins next. */
  readonly users: readonly { readonly id: string; readonly login: string }[];
  /** Signs every user in once more: tokens run out. */
  signIn(): Promise<void>;
  /** A user's calls, by the user's place in the order. */
  as(index: number): Call;
  /** A user's new folder in the root, by name; answers its id. */
  folder(index: number, name: string): Promise<string>;
  /** A new file of a user's, lying in a folder of that user's; answers its id. */
  file(index: number, folderId: string, name: string): Promise<string>;
  /** Moves the simulator's time on, by milliseconds. */
  advance(ms: number): Promise<void>;
  /** The enterprise events recorded about an item, in their order. */
  eventsOf(itemId: string): Promise<string[]>;
}

/** Starts a simulator with six users, and signs every user in. */
export async function startStage(options: SimulatorOptions = {}): Promise<Stage> {
  const simulator = await startSimulator({ users: 6, files: 300, seed: 7, rateLimitPerMinute: 100_000, ...options });
  const controls = simulatorAt(simulator.url);
  const active = (await controls.truthUsers()).filter(({ status }) => status === 'active');
  const users = active.map(({ userId, login }) => ({ id: userId, login }));
  const tokens = new Map<string, string>();
  async function signEveryoneIn(): Promise<void> {
    for (const { login } of users) tokens.set(login, (await signIn(simulator.url, login)).access_token);
  }
  await signEveryoneIn();

  const as =
    (index: number): Call =>
    async (method, path, body, headers = {}) => {
      const response = await fetch(`${simulator.url}/2.0${path}`, {
        method,
        headers: {
          authorization: `Bearer ${tokens.get(users[index]!.login) ?? ''}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Body,
      };
    };

  return {
    simulator,
    controls,
    users,
    signIn: signEveryoneIn,
    as,
    folder: async (index, name) => (await as(index)('POST', '/folders', { name, parent: { id: '0' } })).body.id,
    file: async (index, folderId, name) => {
      const [result] = await controls.act([{ type: 'upload', as: users[index]!.id, folderId, name }]);
      return result!.itemId!;
    },
    async advance(ms) {
      await fetch(`${simulator.url}/_sim/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ advanceMs: ms }),
      });
    },
    eventsOf: async (itemId) =>
      (await controls.truthEvents('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'))
        .filter((event) => event.itemId === itemId)
        .map(({ type }) => type),
  };
}
