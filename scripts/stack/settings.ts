/** The environment variables of Boxward and Temporal, and which of them the processes of a stack get. */
import { ConfigError, loadConfig } from '../../src/config.js';

/** Variables by name. An empty variable counts as not set, and is left out. */
export type Settings = Readonly<Record<string, string>>;

const SETTING = /^(DATABASE_URL$|TEMPORAL_|BOX_|BOXWARD_)/;
/** Addresses of the real Box, which a stack with a simulator replaces. */
const REAL_BOX = /^BOX_(API_BASE_URL|AUTHORIZE_URL|WEB_URL|SERVICE_ID)$/;
/** Temporal's SDK ignores a configuration file that does not exist, but fails for an empty one. */
const NO_FILE = '/nonexistent/temporal.toml';

/** The settings in an environment. */
export function settingsIn(env: NodeJS.ProcessEnv): Settings {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (SETTING.test(name) && value ? [[name, value] as const] : [])),
  );
}

/** Replaces the settings in `env` with `settings`; keeps its other variables. */
export function replaceSettings(settings: Settings, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !SETTING.test(name))), ...settings };
}

/** The user's settings for API and worker, without those that point to other servers than the stack's own. */
export function stackSettings(settings: Settings, stack: { readonly withSimulator: boolean }): Settings {
  const ownTemporal = settings['TEMPORAL_ADDRESS'] === undefined;
  const passedOn = Object.entries(settings).filter(
    ([name]) => !(ownTemporal && name.startsWith('TEMPORAL_')) && !(stack.withSimulator && REAL_BOX.test(name)),
  );
  // The user's Temporal configuration may require TLS or an API key, which the stack's server does not have.
  return { ...Object.fromEntries(passedOn), ...(ownTemporal ? { TEMPORAL_CONFIG_FILE: NO_FILE } : {}) };
}

/**
 * Throws `ConfigError` with all invalid settings. Missing settings are valid, because the stack has defaults, except for
 * one half of a Box app's credentials.
 */
export function checkSettings(settings: Settings): void {
  const credentials = ['BOX_CLIENT_ID', 'BOX_CLIENT_SECRET'];
  const missing = credentials.filter((name) => settings[name] === undefined);
  if (missing.length === 1) {
    const problem = `is not set, but ${credentials.find((name) => settings[name]) ?? ''} is: set both to use the real Box, or neither to use the simulator`;
    throw new ConfigError(missing.map((variable) => ({ variable, problem })));
  }
  loadConfig({
    DATABASE_URL: 'postgres://own',
    BOX_CLIENT_ID: 'own',
    BOX_CLIENT_SECRET: 'own',
    BOXWARD_ENCRYPTION_KEYS: `own:${Buffer.alloc(32).toString('base64')}`,
    ...settings,
  });
}
