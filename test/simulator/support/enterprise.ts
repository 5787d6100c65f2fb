/** A simulated enterprise that a test changes as it needs. */
import { startSimulator, type SimulatorOptions } from '../../../simulator/index.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { signInWithSdk, type SdkSession } from './sdk.js';

/** One running enterprise, with its primary admin at Box's own client. */
export interface Enterprise extends SdkSession {
  readonly url: string;
  readonly controls: SimulatorControls;
  readonly admin: { readonly id: string; readonly login: string };
  /** A user of the enterprise who is no admin. */
  readonly user: { readonly id: string; readonly login: string };
  /** A name that was not given before. */
  fresh(what: string): string;
  /** A new file in the admin's root, put there as if somebody had uploaded it. */
  file(): Promise<string>;
  /** A new folder in the admin's root. */
  folder(): Promise<string>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startEnterprise(options: SimulatorOptions = {}): Promise<Enterprise> {
  const simulator = await startSimulator({ users: 8, files: 300, seed: 5, rateLimitPerMinute: 100_000, ...options });
  const controls = simulatorAt(simulator.url);
  const users = (await controls.truthUsers()).filter(({ status }) => status === 'active');
  const admin = users.find(({ role }) => role === 'admin')!;
  const user = users.find(({ role }) => role === 'user')!;
  let given = 0;
  const fresh = (what: string) => `${what} ${(given += 1)}`;
  const create = async (action: Record<string, unknown>) => {
    const [result] = await controls.act([{ as: admin.login, folderId: '0', ...action }]);
    return result!.itemId!;
  };
  return {
    ...(await signInWithSdk(simulator.url)),
    url: simulator.url,
    controls,
    admin: { id: admin.userId, login: admin.login },
    user: { id: user.userId, login: user.login },
    fresh,
    file: () => create({ type: 'upload', name: `${fresh('file')}.txt` }),
    folder: () => create({ type: 'createFolder', name: fresh('folder') }),
    close: () => simulator.close(),
  };
}
