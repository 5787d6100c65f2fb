/**
 * Settings of the app, made in Box's developer console or by the enterprise's admin. `POST /_sim/settings` changes
 * them.
 */
import { z } from 'zod';

/** The scopes of an app ("Scopes", Box's guide). */
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
/** A scope of an app. */
export type Scope = (typeof SCOPES)[number];

/** The Co-Admin privileges that the API requires, by their names in the Admin Console. */
export const PRIVILEGES = ['Manage Users', 'Manage Groups', 'Run new reports'] as const;
/** A privilege of a Co-Admin. */
export type Privilege = (typeof PRIVILEGES)[number];

/** The schema of an app's settings. */
export const appSettings = z.strictObject({
  /** The app's name on the consent page. */
  appName: z.string(),
  /** The app's registered redirect URIs. While there are none, any http or https URL is accepted. */
  redirectUris: z.array(z.url()),
  /** The app's scopes. A token keeps the scopes that it was issued with: a change requires a new consent, as at Box. */
  scopes: z.array(z.enum(SCOPES)),
  /** The switch "Make API calls using the as-user header". */
  asUserSwitch: z.boolean(),
  /**
   * Server authentication (JWT or client credentials): `off` for an app without it, `unauthorized` until an admin
   * approves.
   */
  serverAuth: z.enum(['authorized', 'unauthorized', 'off']),
  /** Whether a used refresh token stays valid until the access token that it returned is first used. */
  refreshGrace: z.boolean(),
  /** Privileges of Co-Admins, by login. A Co-Admin who is not listed has all. */
  coAdminPrivileges: z.record(z.string(), z.array(z.enum(PRIVILEGES))),
});
/** An app's settings. */
export type AppSettings = z.infer<typeof appSettings>;

/** The default app: all scopes and switches are on, and refresh tokens are single-use without grace. */
export const defaultAppSettings = (): AppSettings => ({
  appName: 'Boxward',
  redirectUris: [],
  scopes: [...SCOPES],
  asUserSwitch: true,
  serverAuth: 'authorized',
  refreshGrace: false,
  coAdminPrivileges: {},
});
