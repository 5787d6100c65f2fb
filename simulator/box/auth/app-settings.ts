/** The app as Box's developer console and the enterprise's admin have set it up: what `POST /_sim/settings` can change. */
import { z } from 'zod';

/** Scopes that an app can be given, as Box's guide to scopes names them. */
export const SCOPES = [
  'root_readonly',
  'root_readwrite',
  'manage_managed_users',
  'manage_app_users',
  'manage_groups',
  'manage_webhook',
  'manage_enterprise_properties',
  'manage_data_retention',
  'manage_legal_hold',
] as const;
/** One of them. */
export type Scope = (typeof SCOPES)[number];

/** Rights of a Co-Admin that the API asks for, as the Admin Console names them. */
export const PRIVILEGES = ['Manage Users', 'Manage Groups', 'Run new reports'] as const;
/** One of them. */
export type Privilege = (typeof PRIVILEGES)[number];

/** The shape of an app's settings. */
export const appSettings = z.strictObject({
  /** What the consent page calls the app. */
  appName: z.string(),
  /** Redirect URIs that the app has registered; any http or https address will do while there are none. */
  redirectUris: z.array(z.url()),
  /** The app's scopes. A token keeps those that it was given, as at Box: a change needs a new consent. */
  scopes: z.array(z.enum(SCOPES)),
  /** "Make API calls using the as-user header". */
  asUserSwitch: z.boolean(),
  /** Whether the app may have tokens without a person: an app of the other kind is `off`, one not yet authorized `unauthorized`. */
  serverAuth: z.enum(['authorized', 'unauthorized', 'off']),
  /** Whether a used refresh token goes on working until the access token that came of it is first used. */
  refreshGrace: z.boolean(),
  /** Rights of Co-Admins by login; one who is not named has them all. */
  coAdminPrivileges: z.record(z.string(), z.array(z.enum(PRIVILEGES))),
});
/** An app's settings. */
export type AppSettings = z.infer<typeof appSettings>;

/** The app that an enterprise begins with: all scopes and switches, and strict refresh tokens. */
export const defaultAppSettings = (): AppSettings => ({
  appName: 'Boxward',
  redirectUris: [],
  scopes: [...SCOPES],
  asUserSwitch: true,
  serverAuth: 'authorized',
  refreshGrace: false,
  coAdminPrivileges: {},
});
