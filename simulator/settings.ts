/** What `POST /_sim/settings` changes, and the defaults that a simulator starts with. */
import { type AppSettings, defaultAppSettings } from './box/auth/app-settings.js';
import type { LinkAccess } from './enterprise/model.js';

/** The settings of one simulator. They are mutable: a change applies to the next request. */
export interface Settings extends AppSettings {
  /** Whether the enterprise blocks unpublished apps, except those listed. */
  appRestriction: { enabled: boolean; allowedClientIds: string[] };
  rateLimitPerMinute: number;
  /** The login that the sign-in form is filled with. */
  signIn: string;
  /** Delay added to every API response, in milliseconds. */
  latencyMs: number;
  /** Delay before an event appears in each stream, in milliseconds. */
  eventLatencyMs: { streaming: number; adminLogs: number };
  /** Whether pages of events are shorter than the requested limit although more events exist. */
  shortPages: boolean;
  /** Whether an empty page of events returns "0" as its next position, as observed at Box. */
  zeroWhenEmpty: boolean;
  /** The JSON type of stream positions. */
  positions: 'alternating' | 'number' | 'string';
  /** Timeout of a long poll for user events, in milliseconds. */
  longPollMs: number;
  /** The keys that sign webhook deliveries. */
  webhookKeys: { primary: string; secondary: string };
  /** Delay before the first retry of a webhook delivery, in milliseconds; it doubles with each further retry. */
  webhookRetryMs: number;
  /** Whether webhook addresses may be on this machine, without TLS. */
  allowInsecureWebhooks: boolean;
  /** The `service_id` by which events name the app. */
  serviceId: string;
  /** How long a new or changed file cannot be downloaded yet, in milliseconds. */
  contentReadyAfterMs: number;
  /** The origin that downloads are redirected to. Set once the content server listens; read-only afterwards. */
  contentUrl: string;
  /** What the enterprise's admin allows. */
  tenantPolicy: TenantPolicy;
  /** Whether a file's collaborations include those of the folders above it. Box's documentation does not say. */
  repeatsInheritedCollaborations: boolean;
  /** Whether `has_collaborations` is true also for collaborations of a folder above. Box's documentation does not say. */
  inheritsHasCollaborations: boolean;
  /** The lifetime of new access tokens in seconds; null for Box's, which varies around an hour. */
  accessTokenSeconds: number | null;
  /**
   * Whether the event log refuses `created_after` and `created_before` with fractions of a second, or in the future.
   * Box's documentation says neither; both were observed.
   */
  strictEventTimes: boolean;
  /** How long the search index takes to reflect a change, in milliseconds. */
  searchLagMs: number;
}

/** The enterprise settings that restrict links and collaborations. */
export interface TenantPolicy {
  /** The widest access that any link has. */
  sharedLinkAccess: LinkAccess;
  /** The access of a new link whose request names none. */
  sharedLinkDefaultAccess: LinkAccess;
  /** Whether collaborations may have an expiry date. */
  collaborationExpiry: boolean;
  /** Whether users of other enterprises may be invited. */
  externalCollaboration: boolean;
}

/** The secret of every app unless the simulator is started with another. */
export const DEFAULT_CLIENT_SECRET = 'boxward-simulator-secret';

/** The defaults, with the values that depend on how the simulator was started. */
export const defaultSettings = (
  given: Pick<Settings, 'rateLimitPerMinute' | 'latencyMs' | 'signIn' | 'allowInsecureWebhooks'>,
): Settings => ({
  appRestriction: { enabled: false, allowedClientIds: [] },
  rateLimitPerMinute: given.rateLimitPerMinute,
  signIn: given.signIn,
  latencyMs: given.latencyMs,
  eventLatencyMs: { streaming: 0, adminLogs: 0 },
  shortPages: false,
  zeroWhenEmpty: false,
  positions: 'alternating',
  longPollMs: 600_000,
  webhookKeys: { primary: 'SamplePrimaryKey', secondary: 'SampleSecondaryKey' },
  webhookRetryMs: 1_000,
  allowInsecureWebhooks: given.allowInsecureWebhooks,
  serviceId: '4711',
  contentReadyAfterMs: 0,
  contentUrl: '',
  ...defaultAppSettings(),
  tenantPolicy: {
    sharedLinkAccess: 'open',
    sharedLinkDefaultAccess: 'company',
    collaborationExpiry: true,
    externalCollaboration: true,
  },
  repeatsInheritedCollaborations: false,
  inheritsHasCollaborations: false,
  accessTokenSeconds: null,
  strictEventTimes: true,
  searchLagMs: 10 * 60_000,
});
