/** Metrics, dashboard and alerts against a real Prometheus that scrapes a real API and worker. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SIMULATOR_SECRET } from '../../scripts/stack/boxward.js';
import { createChild, isServing, type Child } from '../../scripts/stack/child.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { freePort } from '../../scripts/stack/ports.js';
import { currentGrant, tokensOf } from '../../src/store/connections/grants.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { createCipher } from '../../src/util/encryption.js';
import { expressionsOf, metricsIn } from '../metrics/expressions.js';
import { connect, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

const GRAFANA = path.resolve('deploy/grafana');
const hasPrometheus = ['prometheus', 'promtool'].every((name) => spawnSync(name, ['--version']).status === 0);
if (!hasPrometheus) {
  process.stdout.write(
    'SKIPPED: Prometheus is not installed, so dashboard and alerts are not tried (apt install prometheus)\n',
  );
}

/** Series that exist only after something has failed. */
const AFTER_A_FAILURE = ['temporal_activity_execution_failed_total', 'temporal_workflow_task_execution_failed_total'];
const NAME = 'Name of the connection';

const answer = z.object({ status: z.literal('success'), data: z.object({ result: z.array(z.unknown()) }) });
const ruleGroups = z.object({
  data: z.object({
    groups: z.array(
      z.object({ rules: z.array(z.object({ name: z.string(), query: z.string(), health: z.string() })) }),
    ),
  }),
});

describe.skipIf(!hasPrometheus)('the rules for Prometheus', () => {
  it.each([
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
    ['check', 'config', '--syntax-only', 'prometheus.yml'],
  ])('pass promtool %s %s', (...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: GRAFANA, encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toContain('SUCCESS');
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});

describe.skipIf(!hasPrometheus)('a Prometheus that scrapes API and worker', () => {
  let stack: RunningStack;
  let connectionId: string;
  let folder: string;
  let prometheus: Child;
  let address: string;
  const targets = { api: '', worker: '' };

  beforeAll(async () => {
    targets.api = `127.0.0.1:${await freePort()}`;
    targets.worker = `127.0.0.1:${await freePort()}`;
    stack = await startStack({
      users: 3,
      files: 60,
      env: { BOXWARD_METRICS_LISTEN: targets.api, BOXWARD_WORKER_METRICS_LISTEN: targets.worker },
    });
    folder = await mkdtemp(path.join(tmpdir(), 'boxward-prometheus-'));
    const config = path.join(folder, 'prometheus.yml');
    const jobs = Object.entries(targets).map(
      ([name, target]) => `  - job_name: boxward-${name}\n    static_configs: [{ targets: ['${target}'] }]`,
    );
    await writeFile(
      config,
      `global: { scrape_interval: 2s, evaluation_interval: 2s }\nrule_files: ['${GRAFANA}/alerts.yml']\nscrape_configs:\n${jobs.join('\n')}\n`,
    );
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    prometheus = createChild({
      name: 'prometheus',
      command: 'prometheus',
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${path.join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      logFile: path.join(folder, 'prometheus.log'),
      isReady: () => isServing(`${address}/-/ready`),
    });
    await prometheus.start();
    // The bulk leaves out what was rescanned before it: only if there is no such file is its number known.
    const noBackfill = await stack.simulator.fault({ kind: '503', stream: 'admin_logs' });
    connectionId = await connect(stack, NAME);
    await eventually(
      () => stack.boxward.getConnection(connectionId),
      ({ scan }) => scan.finishedAt !== null,
      { timeoutMs: 180_000 },
    );
    await stack.simulator.removeFault(noBackfill!);
    await untilScanned(stack, connectionId);
    // Until the first change, the stream has no event whose lag is known.
    const files = await stack.simulator.pick('file', 'n=1');
    await stack.simulator.act(files.map(({ id: fileId }) => ({ type: 'edit', fileId })));
  });
  afterAll(async () => {
    await prometheus.stop();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function query(expr: string): Promise<unknown[]> {
    const response = await fetch(`${address}/api/v1/query?${new URLSearchParams({ query: expr }).toString()}`);
    const body: unknown = await response.json();
    expect(response.status, `${expr}: ${JSON.stringify(body)}`).toBe(200);
    return answer.parse(body).data.result;
  }
  const hasData = (expr: string) =>
    eventually(
      () => query(expr),
      (result) => result.length > 0,
      { everyMs: 500 },
    ).catch((error: unknown) => {
      throw new Error(`${expr} returns nothing`, { cause: error });
    });
  const rules = async () =>
    ruleGroups.parse(await (await fetch(`${address}/api/v1/rules`)).json()).data.groups.flatMap((group) => group.rules);

  it('has a series of every metric that the dashboard and the alerts name', async () => {
    const dashboard = expressionsOf(await readFile(path.join(GRAFANA, 'dashboard.json'), 'utf8'));
    const alerts = (await rules()).map((rule) => rule.query);
    expect(alerts.length).toBeGreaterThan(10);
    const named = new Set([...dashboard, ...alerts].flatMap(metricsIn));
    expect(named.size).toBeGreaterThan(25);
    for (const name of named) if (!AFTER_A_FAILURE.includes(name)) await hasData(`count(${name})`);
  });

  it('returns data for every panel of the dashboard', async () => {
    for (const expr of expressionsOf(await readFile(path.join(GRAFANA, 'dashboard.json'), 'utf8'))) {
      // Without a failure, or without a problem, it is right that there is nothing to show.
      const mayBeEmpty = expr.endsWith('> 0') || AFTER_A_FAILURE.some((name) => expr.includes(name));
      await (mayBeEmpty ? query(expr) : hasData(expr));
    }
  });

  it('evaluates every alert', async () => {
    const evaluated = await eventually(rules, (all) => all.every(({ health }) => health !== 'unknown'));
    expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  it('counts each file of the scan once, and each rescan of a changed file', async () => {
    const files = z.array(z.object({ value: z.tuple([z.number(), z.string()]) }));
    const counted = (lane: string) => async () =>
      Number(files.parse(await query(`sum(boxward_files_scanned_total{lane="${lane}"})`))[0]?.value[1]);
    const truth = await stack.simulator.truthFiles();
    const active = truth.filter(({ state }) => state === 'active').length;
    expect(active).toBeGreaterThan(0);
    await eventually(counted('bulk'), (number) => number === active);
    const rescanned = async () => (await stack.boxward.getConnection(connectionId)).scan.express.scanned;
    await eventually(
      async () => ({ counted: await counted('express')(), rescanned: await rescanned() }),
      (both) => both.rescanned > 0 && both.counted === both.rescanned,
    );
  });

  it('finds no secret, id, name or login', async () => {
    const db = openDatabase(stack.databaseUrl, { maxConnections: 1 });
    const [id = '', key = ''] = (stack.env['BOXWARD_ENCRYPTION_KEYS'] ?? '').split(':');
    const grant = await currentGrant(db, connectionId);
    const tokens = await tokensOf(db, createCipher([{ id, key: Buffer.from(key, 'base64') }]), grant!.id);
    const files = await db.selectFrom('files').select(['file_id', 'name', 'owner_login']).execute();
    await db.destroy();
    expect(files.length).toBeGreaterThan(0);
    const secrets = [
      stack.adminToken,
      key,
      SIMULATOR_SECRET,
      tokens!.accessToken,
      tokens!.refreshToken,
      stack.databaseUrl,
    ];
    const known = [NAME, connectionId, ...files.flatMap((file) => [file.file_id, file.name, file.owner_login])];
    for (const target of Object.values(targets)) {
      const text = await (await fetch(`http://${target}/metrics`)).text();
      expect(text).toContain('boxward_build_info');
      // A number of a metric may look like an id, so ids are looked for in labels.
      const labels = [...text.matchAll(/="([^"]*)"/g)].map(([, value = '']) => value);
      for (const secret of secrets) expect(text.includes(secret), 'a secret in the metrics').toBe(false);
      for (const each of known) expect(labels.filter((label) => label.includes(each))).toEqual([]);
    }
  });

  it('sees that the worker was killed', async () => {
    const expressionOf = async (alert: string) => (await rules()).find(({ name }) => name === alert)!.query;
    const [down, none] = [await expressionOf('BoxwardProcessDown'), await expressionOf('BoxwardNoWorker')];
    expect([...(await query(down)), ...(await query(none))]).toEqual([]);
    await stack.worker.kill();
    await hasData(down);
    await hasData(none);
  });
});
