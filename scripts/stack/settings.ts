/** Environment variables that are Boxward's or Temporal's: which of them a stack and its processes see. */
import { ConfigError, loadConfig } from '../../src/config.js';

/** Variables by name. Only what is set: an empty variable counts as not set. */
export type Settings = Readonly<Record<string, string>>;

const OURS = /^(DATABASE_URL$|TEMPORAL_|BOX_|BOXWARD_)/;
/** With the simulator these are the simulator's own. */
const OF_REAL_BOX = /^BOX_(API_BASE_URL|AUTHORIZE_URL|WEB_URL|SERVICE_ID)$/;
/** Temporal's SDK takes a file that is not there for no configuration; an empty one breaks it. */
const NO_FILE = '/nonexistent/temporal.toml';

/** The settings in an environment. */
export function settingsIn(env: NodeJS.ProcessEnv): Settings {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (OURS.test(name) && value ? [[name, value] as const] : [])),
  );
}

/** An environment in which `settings` are the only ones; what is no setting stays as it is in `env`. */
export function onlyWith(settings: Settings, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name))), ...settings };
}

/** What of the user's settings API and worker see: nothing that would lead them away from the stack's own servers. */
export function stackSettings(settings: Settings, stack: { readonly withSimulator: boolean }): Settings {
  const ownTemporal = settings['TEMPORAL_ADDRESS'] === undefined;
  const kept = Object.entries(settings).filter(
    ([name]) => !(ownTemporal && name.startsWith('TEMPORAL_')) && !(stack.withSimulator && OF_REAL_BOX.test(name)),
  );
  // The user's configuration file of Temporal may ask for TLS or a key, which our own server has not.
  return { ...Object.fromEntries(kept), ...(ownTemporal ? { TEMPORAL_CONFIG_FILE: NO_FILE } : {}) };
}

/**
 * Throws `ConfigError`, naming every problem at once, when the settings will not do. What is not set is no problem: a
 * stack fills it in; but half of a Box app's credentials is one.
 */
export function checkSettings(settings: Settings): void {
  const credentials = ['BOX_CLIENT_ID', 'BOX_CLIENT_SECRET'];
  const missing = credentials.filter((name) => settings[name] === undefined);
  if (missing.length === 1) {
    const problem = `is not set, but ${credentials.find((name) => settings[name]) ?? ''} is: set both to talk to the real Box, or none for the simulator`;
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
