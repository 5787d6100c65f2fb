import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../src/config.js';

const GOOD = {
  DATABASE_URL: 'postgres://boxward:x@localhost/boxward',
  BOX_CLIENT_ID: 'id',
  BOX_CLIENT_SECRET: 'secret-of-the-app',
  BOXWARD_ENCRYPTION_KEYS: `k2:${Buffer.alloc(32, 2).toString('base64')},k1:${Buffer.alloc(32, 1).toString('base64')}`,
};
const problemsOf = (env: Record<string, string>): ConfigError => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('expected a ConfigError');
};

describe('loadConfig', () => {
  it('requires four variables and has defaults for the rest', () => {
    const config = loadConfig(GOOD);
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(config.encryptionKeys.map(({ id }) => id)).toEqual(['k2', 'k1']);
    expect(config.box).toMatchObject({
      apiBaseUrl: 'https://api.box.com',
      webUrl: 'https://app.box.com',
      dataCenter: 'US1',
      serviceId: null,
      monthlyApiCalls: null,
    });
    expect(config.temporalUiUrl).toBeNull();
    expect([config.scanSlots, config.expressSlots]).toEqual([6, 2]);
  });

  it('keeps all events unless told for how many days, which are 30 to 3,650', () => {
    const withDays = (days: string) => ({ ...GOOD, BOXWARD_EVENT_RETENTION_DAYS: days });
    expect(loadConfig(GOOD).eventRetentionDays).toBeNull();
    expect(loadConfig(withDays('')).eventRetentionDays).toBeNull();
    expect(loadConfig(withDays('365')).eventRetentionDays).toBe(365);
    for (const days of ['0', '29', '3651', '30.5', 'forever']) {
      expect(problemsOf(withDays(days)).problems.map(({ variable }) => variable)).toEqual([
        'BOXWARD_EVENT_RETENTION_DAYS',
      ]);
    }
  });

  it('reports all invalid variables at once, each with a remedy and without its value', () => {
    const wrong = {
      DATABASE_URL: 'mysql://db',
      BOX_DATA_CENTER: 'MARS1',
      BOX_API_BASE_URL: 'not a url',
      BOXWARD_LISTEN: 'nowhere',
      BOXWARD_METRICS_LISTEN: 'on',
      BOXWARD_WORKER_METRICS_LISTEN: '127.0.0.1',
      BOXWARD_ENCRYPTION_KEYS: 'k1:c2hvcnQ=',
      BOXWARD_ADMIN_TOKEN: 'short-token',
      BOX_WEB_URL: 'ftp://files',
      BOX_MONTHLY_API_CALLS: '0',
      BOXWARD_TEMPORAL_UI_URL: 'here',
      BOXWARD_SCAN_SLOTS: 'many',
      BOXWARD_EVENT_POLL_MIN_MS: '0',
    };
    const error = problemsOf(wrong);
    expect(error.problems.map(({ variable }) => variable).sort()).toEqual(
      [...Object.keys(wrong), 'BOX_CLIENT_ID', 'BOX_CLIENT_SECRET'].sort(),
    );
    for (const secret of ['c2hvcnQ=', 'short-token', 'mysql://db']) expect(error.message).not.toContain(secret);
    expect(error.message).toContain('openssl rand -base64 32');
  });

  it('serves no metrics unless told where, and lets a worker on the same machine have a port of its own', () => {
    const [api, own] = ['127.0.0.1:9464', '127.0.0.1:9465'];
    expect(loadConfig(GOOD).metrics).toEqual({ api: null, worker: null });
    const both = { host: '127.0.0.1', port: 9464 };
    expect(loadConfig({ ...GOOD, BOXWARD_METRICS_LISTEN: api }).metrics).toEqual({ api: both, worker: both });
    const two = { BOXWARD_METRICS_LISTEN: api, BOXWARD_WORKER_METRICS_LISTEN: own };
    expect(loadConfig({ ...GOOD, ...two }).metrics).toEqual({ api: both, worker: { ...both, port: 9465 } });
    expect(loadConfig({ ...GOOD, BOXWARD_WORKER_METRICS_LISTEN: own }).metrics.api).toBeNull();
  });

  it('reads what the portal shows: the API limit of the plan, and the addresses of Box and Temporal', () => {
    const config = loadConfig({
      ...GOOD,
      BOX_MONTHLY_API_CALLS: '100000',
      BOX_WEB_URL: 'https://acme.app.box.com/',
      BOXWARD_TEMPORAL_UI_URL: 'https://temporal.acme.example/',
    });
    expect(config.box).toMatchObject({ monthlyApiCalls: 100_000, webUrl: 'https://acme.app.box.com' });
    expect(config.temporalUiUrl).toBe('https://temporal.acme.example');
  });

  it.each([
    ['HTTPS://Boxward.Example.com', 'https://boxward.example.com'],
    ['https://boxward.example.com/', 'https://boxward.example.com'],
    ['http://boxward.example.com:8080', 'http://boxward.example.com:8080'],
  ])('accepts %s as the public address and normalizes it to %s', (given, publicUrl) => {
    expect(loadConfig({ ...GOOD, BOXWARD_PUBLIC_URL: given }).publicUrl).toBe(publicUrl);
  });

  it.each(['https://x.example/boxward', 'https://x.example/?a=1', 'https://me:you@x.example', 'ftp://x.example', 'x'])(
    'rejects %s as the public address, with an example of a valid one',
    (given) => {
      const { problems } = problemsOf({ ...GOOD, BOXWARD_PUBLIC_URL: given });
      expect(problems.map(({ variable }) => variable)).toEqual(['BOXWARD_PUBLIC_URL']);
      expect(problems[0]?.problem).toContain('https://boxward.example.com');
    },
  );

  it.each(['http://proxy.example:8080', 'https://user:pass@proxy.example', 'proxy.example:8080'])(
    'accepts %s as a proxy, under either case of its name',
    (proxy) => {
      for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) {
        expect(() => loadConfig({ ...GOOD, [name]: proxy })).not.toThrow();
      }
    },
  );

  it.each([
    'socks5://user:pass-word@proxy.example',
    'http://user:pass-word%zz@proxy.example',
    'http://',
    'a b pass-word',
  ])('rejects %s as a proxy without repeating it', (proxy) => {
    const error = problemsOf({ ...GOOD, HTTPS_PROXY: proxy, http_proxy: proxy });
    expect(error.problems.map(({ variable }) => variable)).toEqual(['HTTPS_PROXY', 'http_proxy']);
    expect(error.message).not.toContain('pass-word');
    expect(error.message).toContain('http://proxy.example:8080');
  });

  it('treats an empty variable as not set', () => {
    expect(problemsOf({ ...GOOD, DATABASE_URL: '' }).message).toContain('DATABASE_URL: is not set');
  });

  it('rejects a minimum poll interval above the maximum', () => {
    const error = problemsOf({ ...GOOD, BOXWARD_EVENT_POLL_MIN_MS: '5000', BOXWARD_EVENT_POLL_MAX_MS: '1000' });
    expect(error.message).toContain('BOXWARD_EVENT_POLL_MIN_MS');
  });
});
