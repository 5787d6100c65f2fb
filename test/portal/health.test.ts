/** What every place says while a part of the deployment, or Box, is away: as soon as after a minute, and after its return. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectBoxWorkflowId } from '../../workflows/contract.js';
import { apiChild, freshSecrets, workerChild } from '../../scripts/stack/boxward.js';
import type { Child } from '../../scripts/stack/child.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, untilScanned } from '../e2e/support/scenario.js';
import { startStack, type RunningStack } from '../e2e/support/start.js';
import { isWithoutBrowser, openPortal, startBrowser, type Browser, type Portal } from './support/browser.js';

/** Health promises to be true within this time. */
const WITHIN_MS = 60_000;
/** A retry of the work itself may be a minute away when the cause is gone. */
const HEALED_WITHIN_MS = 100_000;

const overview = z.object({
  state: z.string(),
  deployment: z.object({
    state: z.string(),
    postgres: z.boolean(),
    temporal: z.boolean(),
    encryptionKeys: z.boolean(),
  }),
  items: z.array(
    z.object({
      id: z.string(),
      health: z.object({ state: z.string(), reasons: z.array(z.object({ code: z.string(), message: z.string() })) }),
    }),
  ),
});
const readiness = z.object({
  status: z.string(),
  workers: z.number(),
  encryptionKeys: z.boolean(),
  connections: z.record(z.string(), z.number()),
});

interface Case {
  readonly what: string;
  readonly breaks: () => Promise<unknown>;
  readonly heals: () => Promise<unknown>;
  readonly state: 'degraded' | 'stalled' | 'action_required';
  readonly code: string;
  /** What the pages say. */
  readonly words: RegExp;
  /** What /readyz says. */
  readonly ready: Partial<z.infer<typeof readiness>>;
  /** What Temporal's attribute says; null if Temporal cannot know, because it or the worker is away. */
  readonly attribute: string | null;
}

describe.skipIf(isWithoutBrowser())('the health of a connection', () => {
  let stack: RunningStack;
  let id: string;
  let browser: Browser;
  let portal: Portal;
  let detail: Portal;
  let otherWorker: Child | undefined;
  const table: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    stack = await startStack({ users: 5, files: 60, ownTemporal: true, ownPostgres: true });
    id = await connect(stack, 'Acme');
    await untilScanned(stack, id);
    portal = await openPortal(browser, stack);
    detail = await openPortal(browser, stack);
    await detail.page.goto(`${stack.apiUrl}/connections/${id}`);
    await untilHealthy();
  });
  afterAll(async () => {
    process.stdout.write(`\n${table.join('\n')}\n`);
    await otherWorker?.stop();
    await browser.close();
    await stack.stop();
  });

  const readHealth = async () => overview.parse(await (await stack.boxward.request('GET', '/v1/health')).json());
  const readReadiness = async () => readiness.parse(await (await fetch(`${stack.apiUrl}/readyz`)).json());
  const ownHealth = async () => (await readHealth()).items.find((item) => item.id === id)?.health;
  const attribute = async (): Promise<unknown> => {
    const described = await stack.temporal.workflow.getHandle(connectBoxWorkflowId(id)).describe();
    return described.typedSearchAttributes.getAll().find(({ key }) => key.name === 'BoxwardHealth')?.value;
  };
  const untilHealthy = () =>
    eventually(ownHealth, (health) => health?.state === 'healthy', { timeoutMs: HEALED_WITHIN_MS, everyMs: 500 });
  const text = (of: Portal): Promise<string> => of.page.locator('main').innerText();
  const fault = (body: Readonly<Record<string, unknown>>) => stack.simulator.fault(body);
  const clear = () => stack.simulator.clearFaults();

  const CASES: readonly Case[] = [
    {
      what: 'worker killed',
      breaks: () => stack.worker.kill(),
      heals: () => stack.worker.start(),
      ...{ state: 'stalled', code: 'no_worker', words: /no worker for/i, ready: { workers: 0 }, attribute: null },
    },
    {
      what: 'worker suspended',
      breaks: async () => process.kill(-Number(stack.worker.pid), 'SIGSTOP'),
      heals: async () => process.kill(-Number(stack.worker.pid), 'SIGCONT'),
      ...{ state: 'stalled', code: 'no_worker', words: /no worker for/i, ready: { workers: 0 }, attribute: null },
    },
    {
      what: 'Temporal stopped',
      breaks: () => stack.temporalServer.stop(),
      heals: () => stack.temporalServer.start(),
      ...{ state: 'stalled', code: 'temporal_unreachable', words: /Temporal unreachable since/ },
      ...{ ready: { status: 'not_ready' }, attribute: null },
    },
    {
      what: 'Box at 503',
      breaks: () => fault({ kind: '503' }),
      heals: clear,
      ...{ state: 'stalled', code: 'box_unreachable', words: /Box unreachable since/, ready: {}, attribute: 'stalled' },
    },
    {
      what: 'Box at 429',
      breaks: () => fault({ kind: '429', ms: 20_000 }),
      heals: clear,
      ...{ state: 'degraded', code: 'box_throttling', words: /Box throttles us/, ready: {}, attribute: 'degraded' },
    },
    {
      what: 'a page in Box’s place',
      breaks: () => fault({ kind: 'foreign', status: 403 }),
      heals: clear,
      ...{ state: 'stalled', code: 'blocked_on_the_way', words: /server other than Box has answered since/i },
      ...{ ready: {}, attribute: 'stalled' },
    },
    {
      what: 'event log down',
      breaks: () => fault({ kind: '500', route: 'stream_type=' }),
      heals: clear,
      ...{ state: 'degraded', code: 'events_unavailable', words: /events cannot be read since/ },
      ...{ ready: {}, attribute: 'degraded' },
    },
    {
      what: 'token revoked',
      breaks: async () => {
        await fault({ kind: 'revokeRefreshTokens' });
        await fault({ kind: 'expireAccessTokens' });
      },
      heals: async () => stack.simulator.consent(await stack.boxward.createConsentLink(id)),
      ...{ state: 'action_required', code: 'reauthorization_required', words: /no longer accepts/ },
      ...{ ready: {}, attribute: 'action_required' },
    },
    {
      what: 'key missing',
      breaks: async () => {
        await stack.worker.stop();
        const env = { ...stack.env, BOXWARD_ENCRYPTION_KEYS: `other:${freshSecrets().encryptionKey}` };
        otherWorker = workerChild(stack.folder, env, 'worker-with-another-key');
        await otherWorker.start();
      },
      heals: async () => {
        await otherWorker?.stop();
        await stack.worker.start();
      },
      ...{ state: 'action_required', code: 'encryption_key_missing', words: /encryption key .* is not configured/i },
      ...{ ready: { encryptionKeys: false }, attribute: 'action_required' },
    },
  ];

  it.each(CASES)('is said everywhere within a minute: $what', async (each) => {
    const brokenAt = Date.now();
    await each.breaks();
    const health = await eventually(ownHealth, (found) => found?.reasons[0]?.code === each.code, {
      timeoutMs: WITHIN_MS,
      everyMs: 500,
    });
    const seconds = Math.round((Date.now() - brokenAt) / 1_000);
    expect(health?.state).toBe(each.state);
    expect((await stack.boxward.getConnection(id)).health).toMatchObject({
      state: each.state,
      reasons: [{ code: each.code }],
    });
    expect(await readReadiness()).toMatchObject({ ...each.ready, connections: { healthy: 0, [each.state]: 1 } });
    const rest = { everyMs: 500 };
    await eventually(
      () => text(portal),
      (said) => each.words.test(said),
      rest,
    );
    // An earlier state of the connection may say so in one place only.
    const otherwise = each.state === 'degraded' ? /Healthy/ : /Healthy|Streaming|immediately/;
    await eventually(
      () => text(detail),
      (said) => each.words.test(said) && !otherwise.test(said),
      rest,
    );
    const shown =
      each.attribute === null
        ? 'as before'
        : await eventually(attribute, (value) => String(value) === each.attribute, rest);

    await each.heals();
    const healedAt = Date.now();
    await untilHealthy();
    const healedSeconds = Math.round((Date.now() - healedAt) / 1_000);
    await eventually(
      () => text(portal),
      (said) => said.includes('Healthy'),
      rest,
    );
    await eventually(
      () => text(detail),
      (said) => said.includes('Healthy'),
      rest,
    );
    await eventually(attribute, (value) => String(value) === 'healthy', rest);
    const ready = await readReadiness();
    expect(ready).toMatchObject({ status: 'ready', encryptionKeys: true, connections: { healthy: 1 } });
    const said = `${health?.state}: ${health?.reasons[0]?.message}`;
    table.push(
      `${each.what} | ${seconds} s | ${said} | BoxwardHealth ${String(shown)} | healthy again after ${healedSeconds} s`,
    );
  });

  it('is not known while Postgres is stopped, which is said at once', async () => {
    const brokenAt = Date.now();
    await stack.postgresServer.kill();
    const found = await eventually(readHealth, ({ deployment }) => deployment.state === 'stalled', {
      timeoutMs: WITHIN_MS,
      everyMs: 500,
    });
    const seconds = Math.round((Date.now() - brokenAt) / 1_000);
    expect(found.deployment.postgres).toBe(false);
    expect(found.items[0]?.health.reasons[0]?.code).toBe('postgres_unreachable');
    expect(await readReadiness()).toMatchObject({ status: 'not_ready' });
    const rest = { everyMs: 500 };
    await eventually(
      () => text(portal),
      (said) => said.includes('Boxward is unreachable'),
      rest,
    );
    const shown = await eventually(attribute, (value) => String(value) === 'stalled', rest);
    await stack.postgresServer.start();
    await untilHealthy();
    await eventually(
      () => text(portal),
      (said) => said.includes('Healthy'),
      rest,
    );
    await eventually(attribute, (value) => String(value) === 'healthy', rest);
    const said = found.items[0]?.health.reasons[0]?.message;
    table.push(`Postgres killed | ${seconds} s | stalled: ${said} | BoxwardHealth ${String(shown)} | healthy again`);
  });

  it('is marked as of the last update while the API is away', async () => {
    await stack.api.kill();
    const rest = { timeoutMs: WITHIN_MS, everyMs: 500 };
    await eventually(
      () => text(portal),
      (said) => /Boxward is unreachable[\s\S]*as of[\s\S]*Unknown/.test(said),
      rest,
    );
    const page = await eventually(
      () => text(detail),
      (said) => said.includes('Boxward is unreachable'),
      rest,
    );
    expect(page).not.toMatch(/Healthy|Streaming|immediately/);
    await apiChild(stack.folder, stack.env).start();
    await eventually(
      () => text(portal),
      (said) => said.includes('Healthy') && !said.includes('unreachable'),
      rest,
    );
    table.push('API killed | banner, all gray | as of the last update | healthy again');
  });
});
