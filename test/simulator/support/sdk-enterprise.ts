/** A simulated enterprise whose Admin is signed in with Box's SDK. */
import { startSimulator, type SimulatorOptions } from '../../../simulator/index.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { signInWithSdk, type SdkSession } from './sdk.js';

/** A running enterprise and its Admin's SDK client. */
export interface SdkEnterprise extends SdkSession {
  readonly url: string;
  readonly controls: SimulatorControls;
  readonly admin: { readonly id: string; readonly login: string };
  /** A user of the enterprise without admin rights. */
  readonly user: { readonly id: string; readonly login: string };
  /** A new name that starts with `prefix`. */
  uniqueName(prefix: string): string;
  /** Uploads a file to the Admin's root and returns its id. */
  createFile(): Promise<string>;
  /** Creates a folder in the Admin's root and returns its id. */
  createFolder(): Promise<string>;
  close(): Promise<void>;
}

/** Starts an enterprise, with eight users unless `options` says otherwise. */
export async function startSdkEnterprise(options: SimulatorOptions = {}): Promise<SdkEnterprise> {
  const simulator = await startSimulator({ users: 8, files: 300, seed: 5, rateLimitPerMinute: 100_000, ...options });
  const controls = simulatorAt(simulator.url);
  const users = (await controls.truthUsers()).filter(({ status }) => status === 'active');
  const admin = users.find(({ role }) => role === 'admin')!;
  const user = users.find(({ role }) => role === 'user')!;
  let names = 0;
  const uniqueName = (prefix: string) => `${prefix} ${(names += 1)}`;
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
    uniqueName,
    createFile: () => create({ type: 'upload', name: `${uniqueName('file')}.txt` }),
    createFolder: () => create({ type: 'createFolder', name: uniqueName('folder') }),
    close: () => simulator.close(),
  };
}
