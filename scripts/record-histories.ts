/**
 * Records histories of every workflow for the replay test: `npm run record-histories`. Runs the real stack against the
 * simulator through a happy path, a storm of signals across continue-as-new, a reauthorization and a cancellation.
 * Existing files stay: a history that was recorded once must replay for ever.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { boxwardAt, type Boxward } from '../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import * as contract from '../workflows/contract.js';
import { untilAskedToEnd } from './ending.js';
import { parseOptions, runCommand } from './options.js';
import { freshSecrets } from './stack/boxward.js';
import { startStack, type Stack } from './stack/index.js';

const FOLDER = fileURLToPath(new URL('../test/histories/', import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let stack: Stack;
let client: Client;
let boxward: Boxward;
let simulator: SimulatorControls;

await runCommand(async () => {
  parseOptions({});
  const folder = await mkdtemp(path.join(tmpdir(), 'boxward-histories-'));
  // Postgres runs as a user of its own and must be able to reach its folder.
  await chmod(folder, 0o755);
  const code = await untilAskedToEnd(() => startAndRecord(folder));
  await rm(folder, { recursive: true, force: true });
  return code;
});

async function startAndRecord(folder: string): Promise<number> {
  stack = await startStack({
    folder,
    say,
    simulator: { users: 6, files: 400, seed: 3, latencyMs: 30 },
    secrets: { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') },
  });
  client = new Client({ connection: await Connection.connect({ address: stack.temporalAddress }) });
  boxward = boxwardAt(stack.apiUrl, stack.adminToken);
  simulator = simulatorAt(stack.simulatorUrl ?? '');
  await uninterrupted();
  await interruptedBackfill();
  return 0;
}

async function uninterrupted(): Promise<void> {
  const id = await connect('Histories');
  await until(async () => {
    const { scan, backfill } = await boxward.getConnection(id);
    return scan.finishedAt !== null && backfill?.state === 'done';
  });
  await save(contract.backfillEventsWorkflowId(id), 'BackfillEventsWorkflow-happy');
  await save(contract.followEventsWorkflowId(id), 'FollowEventsWorkflow-happy');
  await save(contract.fullScanWorkflowId(id), 'FullScanWorkflow-happy');
  await save(contract.connectBoxWorkflowId(id), 'ConnectBoxWorkflow-happy');
  await storm(id);
  await reauthorize(id);
  await boxward.disconnect(id);
  await until(async () => (await boxward.getConnection(id)).status === 'disconnected');
  await save(contract.fullScanWorkflowId(id), 'FullScanWorkflow-cancel');
  await save(contract.followEventsWorkflowId(id), 'FollowEventsWorkflow-cancel');
  await save(contract.connectBoxWorkflowId(id), 'ConnectBoxWorkflow-cancel');
  await boxward.purge(id);
  await until(async () => (await boxward.getConnection(id)).backfill === null);
  await save(contract.purgeWorkflowId(id), 'PurgeWorkflow-happy');
}

/** Credentials that die during the first scan and the backfill; and a connection that ends before its backfill does. */
async function interruptedBackfill(): Promise<void> {
  await simulator.fault({ kind: 'latency', route: 'GET /2.0/', ms: 400 });
  const id = await connect('Interrupted');
  await until(async () => (await boxward.getConnection(id)).scan.state === 'running');
  await renewConsent(id);
  await until(async () => {
    const { scan, backfill } = await boxward.getConnection(id);
    return scan.finishedAt !== null && backfill?.state === 'done';
  });
  await save(contract.backfillEventsWorkflowId(id), 'BackfillEventsWorkflow-reauthorization');
  await save(contract.fullScanWorkflowId(id), 'FullScanWorkflow-reauthorization');
  await boxward.disconnect(id);

  const ended = await connect('Ended');
  await until(async () => (await boxward.getConnection(ended)).backfill?.state === 'running');
  await boxward.disconnect(ended);
  await until(async () => (await boxward.getConnection(ended)).status === 'disconnected');
  await save(contract.backfillEventsWorkflowId(ended), 'BackfillEventsWorkflow-cancel');
}

async function connect(name: string): Promise<string> {
  const { id, consentUrl } = await boxward.createConnection(name);
  await simulator.consent(consentUrl);
  return id;
}

/** A scan with a short history of its own takes hundreds of signals, and continues as new under them. */
async function storm(id: string): Promise<void> {
  const workflowId = 'full-scan/storm';
  const scan = await client.workflow.start(contract.WORKFLOW_TYPES.fullScan, {
    taskQueue: contract.TASK_QUEUE,
    workflowId,
    args: [{ connectionId: id, maxHistoryEvents: 120 } satisfies contract.FullScanInput],
  });
  const first = scan.firstExecutionRunId;
  const files = await simulator.pick('file', 'n=60&seed=5');
  for (let turn = 0; turn < 6; turn += 1) {
    const at = new Date().toISOString();
    await Promise.all(
      files.map((file, i) =>
        scan.signal(contract.fileModified, [
          { fileId: file.id, ownerId: null, eventId: `storm-${turn}-${i % 40}`, eventType: 'EDIT', at },
        ]),
      ),
    );
    await delay(1_500);
  }
  await until(async () => (await client.workflow.getHandle(workflowId).describe()).runId !== first);
  await save(workflowId, 'FullScanWorkflow-signal-storm', first);
  await save(workflowId, 'FullScanWorkflow-after-signal-storm');
  await client.workflow.getHandle(workflowId).cancel();
}

async function reauthorize(id: string): Promise<void> {
  await renewConsent(id);
  await delay(3_000);
  await save(contract.connectBoxWorkflowId(id), 'ConnectBoxWorkflow-reauthorization');
  await save(contract.followEventsWorkflowId(id), 'FollowEventsWorkflow-reauthorization');
}

/** Box rejects all credentials that it has given, until an admin consents again. */
async function renewConsent(id: string): Promise<void> {
  for (const kind of ['revokeRefreshTokens', 'expireAccessTokens']) await simulator.fault({ kind });
  await until(async () => (await boxward.getConnection(id)).status === 'needs_reauthorization');
  await simulator.consent(await boxward.createConsentLink(id));
  await until(async () => (await boxward.getConnection(id)).status === 'connected');
}

async function save(workflowId: string, name: string, runId?: string): Promise<void> {
  const file = path.join(FOLDER, `${name}.json`);
  if (existsSync(file)) {
    say(`${name} is there already and stays`);
    return;
  }
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  await writeFile(file, `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`);
  say(`${name}: ${history.events?.length ?? 0} events`);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error('It did not come to be within two minutes');
    await delay(200);
  }
}
