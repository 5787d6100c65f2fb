import { z } from 'zod';
import { DATA_CENTERS, type DataCenter } from './box/data-centers.js';
import type { OAuthApp } from './box/oauth.js';
import { proxyAddress } from './box/proxy.js';
import type { EncryptionKey } from './util/encryption.js';

/** The validated configuration, with defaults. A duration is in the unit that its name ends with. */
export interface Config {
  readonly databaseUrl: string;
  readonly publicUrl: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly encryptionKeys: readonly EncryptionKey[];
  /** The token of the first admin; null if only stored tokens are valid. */
  readonly adminToken: string | null;
  /** The address of Temporal's UI, for links to workflows; null if not configured. */
  readonly temporalUiUrl: string | null;
  readonly box: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiBaseUrl: string;
    readonly authorizeUrl: string;
    readonly dataCenter: DataCenter;
    /** Our app's id in Box's events, which identifies events that Boxward caused itself. */
    readonly serviceId: string | null;
    readonly requestsPerMinutePerUser: number;
    /** The address of Box's web app, for links to files. */
    readonly webUrl: string;
    /** The monthly API limit of the Box plan; null if not configured. */
    readonly monthlyApiCalls: number | null;
  };
  /** Where API and worker serve their metrics; null if they do not. */
  readonly metrics: { readonly api: Config['listen'] | null; readonly worker: Config['listen'] | null };
  readonly events: { readonly pollMinMs: number; readonly pollMaxMs: number };
  /** How long events are kept at least, in days; null if all are kept. */
  readonly eventRetentionDays: number | null;
  readonly backfillSettleMs: number;
  readonly consentTtlSeconds: number;
  readonly scanIntervalHours: number;
  readonly scanSlots: number;
  readonly expressSlots: number;
}

/** The environment is invalid. The message lists every invalid variable and how to fix it, but no values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly { readonly variable: string; readonly problem: string }[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`Invalid configuration:\n${lines.join('\n')}`);
  }
}

/** Reads the configuration from environment variables (README, "Configuration"). Throws `ConfigError`. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  // An empty variable counts as not set.
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
    metrics: {
      api: values.BOXWARD_METRICS_LISTEN ?? null,
      worker: values.BOXWARD_WORKER_METRICS_LISTEN ?? values.BOXWARD_METRICS_LISTEN ?? null,
    },
    events: { pollMinMs: values.BOXWARD_EVENT_POLL_MIN_MS, pollMaxMs: values.BOXWARD_EVENT_POLL_MAX_MS },
    eventRetentionDays: values.BOXWARD_EVENT_RETENTION_DAYS ?? null,
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

/** An address without path, query or user: these would be dropped from, or repeated in, every link. */
const origin = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be an http(s) address, such as ${example}` })
    .transform((text, context) => {
      const url = new URL(text);
      if (url.pathname === '/' && [url.search, url.hash, url.username, url.password].every((part) => part === '')) {
        return url.origin;
      }
      context.addIssue({ code: 'custom', message: `must have no path, query or user, as in ${example}` });
      return z.NEVER;
    });

/** Checked here and used in `src/box/proxy.ts`, because other libraries read the same variables. */
const proxy = z
  .string()
  .transform((text, context) => {
    try {
      return proxyAddress(text);
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'must be the address of an HTTP proxy, such as http://proxy.example:8080',
      });
      return z.NEVER;
    }
  })
  .optional();

const required = (what: string) => z.string({ error: `is not set: ${what}` });

/** Parses host:port, or a port at 127.0.0.1; null if it is neither. */
export function parseListen(text: string): Config['listen'] | null {
  const [, host = '', port] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
}

const listenAt = (text: z.ZodType<string, string | undefined>, example: string) =>
  text.transform((given, context) => {
    const parsed = parseListen(given);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: `must be host:port, such as ${example}` });
    return z.NEVER;
  });
const listen = listenAt(z.string().default('127.0.0.1:3000'), '127.0.0.1:3000');
const metricsListen = listenAt(z.string(), '127.0.0.1:9464').optional();

const KEYS_HINT = 'must be <id>:<base64 of 32 bytes>, separated by commas; create a key with: openssl rand -base64 32';
const encryptionKeys = required(`it ${KEYS_HINT}`).transform((text, context): EncryptionKey[] => {
  const keys = text.split(',').map((part) => {
    const [, id, encoded] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/=_-]+)\s*$/.exec(part) ?? [];
    return { id: id ?? '', key: Buffer.from(encoded ?? '', 'base64') };
  });
  if (keys.some(({ id, key }) => id === '' || key.length !== 32)) {
    context.addIssue({ code: 'custom', message: KEYS_HINT });
    return z.NEVER;
  }
  // Text that was encrypted with one of them could not be decrypted with the other.
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    context.addIssue({ code: 'custom', message: 'has two keys with the same id: each key needs its own id' });
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
    BOX_REQUESTS_PER_MINUTE_PER_USER: whole(975, 10, 100_000),
    BOX_WEB_URL: httpUrl('https://app.box.com').default('https://app.box.com'),
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    BOX_MONTHLY_API_CALLS: wholeNumber(1, 10_000_000_000).optional(),
    BOXWARD_PUBLIC_URL: origin('https://boxward.example.com').default('http://127.0.0.1:3000'),
    BOXWARD_LISTEN: listen,
    BOXWARD_METRICS_LISTEN: metricsListen,
    BOXWARD_WORKER_METRICS_LISTEN: metricsListen,
    BOXWARD_ENCRYPTION_KEYS: encryptionKeys,
    BOXWARD_ADMIN_TOKEN: z.string().min(24, 'must have at least 24 characters').optional(),
    BOXWARD_TEMPORAL_UI_URL: httpUrl('https://temporal.example.com').optional(),
    BOXWARD_EVENT_POLL_MIN_MS: whole(5_000, 100, 3_600_000),
    BOXWARD_EVENT_POLL_MAX_MS: whole(60_000, 100, 3_600_000),
    BOXWARD_EVENT_RETENTION_DAYS: wholeNumber(30, 3_650).optional(),
    BOXWARD_BACKFILL_SETTLE_MS: whole(60_000, 0, 3_600_000),
    BOXWARD_CONSENT_TTL_SECONDS: whole(3_600, 1, 7 * 86_400),
    BOXWARD_SCAN_INTERVAL_HOURS: whole(24, 1, 24 * 90),
    BOXWARD_SCAN_SLOTS: whole(6, 1, 64),
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
