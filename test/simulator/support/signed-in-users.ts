/** A simulator with every user signed in, for tests in which several users call the API. */
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/index.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { signIn } from './api.js';
import { allEvents } from './controls.js';

/** A response with its body parsed. `body` is empty when the response has none. */
export interface CallResult {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}
/** The fields that the tests read; each is there only when Box's response has it. */
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

/** Calls `/2.0<path>` as one user. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<CallResult>;

/** A running simulator and its active users. */
export interface SignedInUsers {
  readonly simulator: Simulator;
  readonly controls: SimulatorControls;
  /** In a fixed order: the Admin, two Co-Admins, then the others. */
  readonly users: readonly { readonly id: string; readonly login: string }[];
  /** Signs every user in again, for when the clock has passed the end of their tokens. */
  signInAgain(): Promise<void>;
  /** The calls of the user at a position in `users`. */
  as(position: number): Call;
  /** Creates a folder in a user's root and returns its id. */
  createFolder(position: number, name: string): Promise<string>;
  /** Uploads a file into a folder of a user and returns its id. */
  createFile(position: number, folderId: string, name: string): Promise<string>;
  /** Advances the simulator's clock. */
  advance(ms: number): Promise<void>;
  /** The types of the enterprise events about an item, in order. */
  eventsOf(itemId: string): Promise<string[]>;
}

/** Starts a simulator, with six users unless `options` says otherwise, and signs every active user in. */
export async function startWithSignedInUsers(options: SimulatorOptions = {}): Promise<SignedInUsers> {
  const simulator = await startSimulator({ users: 6, files: 300, seed: 7, rateLimitPerMinute: 100_000, ...options });
  const controls = simulatorAt(simulator.url);
  const active = (await controls.truthUsers()).filter(({ status }) => status === 'active');
  const users = active.map(({ userId, login }) => ({ id: userId, login }));
  const tokens = new Map<string, string>();
  async function signInAgain(): Promise<void> {
    for (const { login } of users) tokens.set(login, (await signIn(simulator.url, login)).access_token);
  }
  await signInAgain();

  const as =
    (position: number): Call =>
    async (method, path, body, headers = {}) => {
      const response = await fetch(`${simulator.url}/2.0${path}`, {
        method,
        headers: {
          authorization: `Bearer ${tokens.get(users[position]!.login) ?? ''}`,
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
    signInAgain,
    as,
    createFolder: async (position, name) =>
      (await as(position)('POST', '/folders', { name, parent: { id: '0' } })).body.id,
    createFile: async (position, folderId, name) => {
      const [result] = await controls.act([{ type: 'upload', as: users[position]!.id, folderId, name }]);
      return result!.itemId!;
    },
    advance: controls.advance,
    eventsOf: async (itemId) =>
      (await allEvents(controls)).filter((event) => event.itemId === itemId).map(({ type }) => type),
  };
}
