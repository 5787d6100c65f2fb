import { z } from 'zod';
import { DATA_CENTERS, type DataCenter } from './box/data-centers.js';
import type { OAuthApp } from './box/oauth.js';
import type { EncryptionKey } from './util/encryption.js';

/** What the environment says, checked and with defaults; durations are in the unit that their name ends in. */
export interface Config {
  readonly databaseUrl: string;
  readonly publicUrl: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly encryptionKeys: readonly EncryptionKey[];
  /** Lets the first admin in; null when only stored tokens count. */
  readonly adminToken: string | null;
  /** Where Temporal's UI is, for links to workflows; null when it is not said. */
  readonly temporalUiUrl: string | null;
  readonly box: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiBaseUrl: string;
    readonly authorizeUrl: string;
    readonly dataCenter: DataCenter;
    /** Our app's id, as Box writes it into events; what the app did itself is told by it. */
    readonly serviceId: string | null;
    readonly requestsPerMinutePerUser: number;
    /** Where people look at a file in Box. */
    readonly webUrl: string;
    /** The calls a month that the Box plan allots; null when it is not said. */
    readonly monthlyApiCalls: number | null;
  };
  readonly events: { readonly pollMinMs: number; readonly pollMaxMs: number };
  readonly backfillSettleMs: number;
  readonly consentTtlSeconds: number;
  readonly scanIntervalHours: number;
  readonly scanSlots: number;
  readonly expressSlots: number;
}

/** The environment is not as it must be; the message names every variable at once, and how to mend each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly { readonly variable: string; readonly problem: string }[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`The configuration needs mending:\n${lines.join('\n')}`);
  }
}

/** Reads the configuration from environment variables (README, "Configuration"). Throws `ConfigError`. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  // An empty variable is one that is not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => ({ variable: issue.path.join('.') || 'environment', problem: issue.message })),
    );
  }
  const values = parsed.data;
  return {
    databaseUrl: values.DATABASE_URL,
    publicUrl: values.BOXWARD_PUBLIC_URL,
    listen: values.BOXWARD_LISTEN,
    encryptionKeys: values.BOXWARD_ENCRYPTION_KEYS,
    adminToken: values.BOXWARD_ADMIN_TOKEN ?? null,
    temporalUiUrl: values.BOXWARD_TEMPORAL_UI_URL ?? null,
    box: {
      clientId: values.BOX_CLIENT_ID,
      clientSecret: values.BOX_CLIENT_SECRET,
      apiBaseUrl: values.BOX_API_BASE_URL,
      authorizeUrl: values.BOX_AUTHORIZE_URL,
      dataCenter: values.BOX_DATA_CENTER,
      serviceId: values.BOX_SERVICE_ID ?? null,
      requestsPerMinutePerUser: values.BOX_REQUESTS_PER_MINUTE_PER_USER,
      webUrl: values.BOX_WEB_URL,
      monthlyApiCalls: values.BOX_MONTHLY_API_CALLS ?? null,
    },
    events: { pollMinMs: values.BOXWARD_EVENT_POLL_MIN_MS, pollMaxMs: values.BOXWARD_EVENT_POLL_MAX_MS },
    backfillSettleMs: values.BOXWARD_BACKFILL_SETTLE_MS,
    consentTtlSeconds: values.BOXWARD_CONSENT_TTL_SECONDS,
    scanIntervalHours: values.BOXWARD_SCAN_INTERVAL_HOURS,
    scanSlots: values.BOXWARD_SCAN_SLOTS,
    expressSlots: values.BOXWARD_EXPRESS_SLOTS,
  };
}

/** The route that Box redirects to after consent; part of the redirect URI that is registered at Box. */
export const OAUTH_CALLBACK_PATH = '/oauth/box/callback';

/** Our app at Box, as the configuration describes it. */
export function oauthApp({ box, publicUrl }: Config): OAuthApp {
  const { clientId, clientSecret, authorizeUrl, apiBaseUrl } = box;
  return { clientId, clientSecret, authorizeUrl, apiBaseUrl, redirectUri: `${publicUrl}${OAUTH_CALLBACK_PATH}` };
}

const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be ${min} or more`)
    .max(max, `must be ${max} or less`);
const whole = (fallback: number, min: number, max: number) => wholeNumber(min, max).default(fallback);

const httpUrl = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be an http(s) address, such as ${example}` })
    .transform((url) => url.replace(/\/+$/, ''));

/** The beginning of every address of ours: what else stood in it would be lost, or stand in every link. */
const origin = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be an http(s) address, such as ${example}` })
    .transform((text, context) => {
      const url = new URL(text);
      if (url.pathname === '/' && [url.search, url.hash, url.username, url.password].every((part) => part === '')) {
        return url.origin;
      }
      context.addIssue({ code: 'custom', message: `must have no path, query or user: only what ${example} has` });
      return z.NEVER;
    });

const required = (what: string) => z.string({ error: `is not set: ${what}` });

/** The parts of host:port, or of a port alone at 127.0.0.1; null when it is neither. */
export function parseListen(text: string): Config['listen'] | null {
  const [, host = '', port] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
}

const listen = z
  .string()
  .default('127.0.0.1:3000')
  .transform((text, context) => {
    const parsed = parseListen(text);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: 'must be host:port, such as 127.0.0.1:3000' });
    return z.NEVER;
  });

const KEYS_HINT = 'must be <id>:<base64 of 32 bytes>, more after commas; make one with: openssl rand -base64 32';
const encryptionKeys = required(`it ${KEYS_HINT}`).transform((text, context): EncryptionKey[] => {
  const keys = text.split(',').map((part) => {
    const [, id, encoded] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/=_-]+)\s*$/.exec(part) ?? [];
    return { id: id ?? '', key: Buffer.from(encoded ?? '', 'base64') };
  });
  if (keys.some(({ id, key }) => id === '' || key.length !== 32)) {
    context.addIssue({ code: 'custom', message: KEYS_HINT });
    return z.NEVER;
  }
  // What was sealed under the one could not be opened with the other.
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    context.addIssue({ code: 'custom', message: 'names two keys alike: each needs an id of its own' });
    return z.NEVER;
  }
  return keys;
});

const environment = z
  .object({
    DATABASE_URL: required('the address of Postgres, such as postgres://boxward:secret@localhost:5432/boxward').regex(
      /^postgres(ql)?:\/\//,
      'must begin with postgres://',
    ),
    BOX_CLIENT_ID: required('the client id of your Box app (developer console → Configuration)'),
    BOX_CLIENT_SECRET: required('the client secret of your Box app (developer console → Configuration)'),
    BOX_API_BASE_URL: httpUrl('https://api.box.com').default('https://api.box.com'),
    BOX_AUTHORIZE_URL: httpUrl('https://account.box.com/api/oauth2/authorize').default(
      'https://account.box.com/api/oauth2/authorize',
    ),
    BOX_DATA_CENTER: z
      .enum(Object.keys(DATA_CENTERS) as [DataCenter, ...DataCenter[]], {
        error: `must be one of ${Object.keys(DATA_CENTERS).join(', ')}`,
      })
      .default('US1'),
    BOX_SERVICE_ID: z
      .string()
      .regex(/^\d+$/, 'must be the number of your app, as in its developer console address')
      .optional(),
    BOX_REQUESTS_PER_MINUTE_PER_USER: whole(900, 10, 100_000),
    BOX_WEB_URL: httpUrl('https://app.box.com').default('https://app.box.com'),
    BOX_MONTHLY_API_CALLS: wholeNumber(1, 10_000_000_000).optional(),
    BOXWARD_PUBLIC_URL: origin('https://boxward.example.com').default('http://127.0.0.1:3000'),
    BOXWARD_LISTEN: listen,
    BOXWARD_ENCRYPTION_KEYS: encryptionKeys,
    BOXWARD_ADMIN_TOKEN: z.string().min(24, 'must have at least 24 characters').optional(),
    BOXWARD_TEMPORAL_UI_URL: httpUrl('https://temporal.example.com').optional(),
    BOXWARD_EVENT_POLL_MIN_MS: whole(5_000, 100, 3_600_000),
    BOXWARD_EVENT_POLL_MAX_MS: whole(60_000, 100, 3_600_000),
    BOXWARD_BACKFILL_SETTLE_MS: whole(60_000, 0, 3_600_000),
    BOXWARD_CONSENT_TTL_SECONDS: whole(3_600, 1, 7 * 86_400),
    BOXWARD_SCAN_INTERVAL_HOURS: whole(24, 1, 24 * 90),
    BOXWARD_SCAN_SLOTS: whole(4, 1, 64),
    BOXWARD_EXPRESS_SLOTS: whole(2, 1, 64),
  })
  .superRefine((values, context) => {
    if (values.BOXWARD_EVENT_POLL_MIN_MS > values.BOXWARD_EVENT_POLL_MAX_MS) {
      context.addIssue({
        code: 'custom',
        path: ['BOXWARD_EVENT_POLL_MIN_MS'],
        message: 'must not be more than BOXWARD_EVENT_POLL_MAX_MS',
      });
    }
  });
