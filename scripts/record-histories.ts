/**
 * `npm run record-histories`: records a history of every workflow for the replay test. Runs a stack through the happy
 * path, many signals across continue-as-new, a reauthorization and a cancellation. Existing files are not replaced:
 * every recorded history must remain replayable.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { boxwardAt, type Boxward } from '../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import * as contract from '../workflows/contract.js';
import { parseOptions, runCommand } from './options.js';
import { runUntilSignal } from './run-until-signal.js';
import { freshSecrets } from './stack/boxward.js';
import { eventually } from './stack/eventually.js';
import { inTemporaryFolder } from './stack/folder.js';
import { startStack, type Stack } from './stack/index.js';

const FOLDER = fileURLToPath(new URL('../test/histories/', import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let stack: Stack;
let client: Client;
let boxward: Boxward;
let simulator: SimulatorControls;

await runCommand(async () => {
  parseOptions({});
  return inTemporaryFolder('histories', (folder) => runUntilSignal(() => startAndRecord(folder)));
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
  await recordOneLife();
  await recordInterruptions();
  return 0;
}

/** A connection from its first consent, through a storm of signals and a new consent, to its purge. */
async function recordOneLife(): Promise<void> {
  const id = await connect('Histories');
  await until(async () => {
    const { scan, backfill } = await boxward.getConnection(id);
    return scan.finishedAt !== null && backfill?.state === 'done';
  });
  await save(contract.backfillEventsWorkflowId(id), 'BackfillEventsWorkflow-happy');
  await save(contract.followEventsWorkflowId(id), 'FollowEventsWorkflow-happy');
  await save(contract.fullScanWorkflowId(id), 'FullScanWorkflow-happy');
  await save(contract.connectBoxWorkflowId(id), 'ConnectBoxWorkflow-happy');
  await recordSignalStorm(id);
  await recordReauthorization(id);
  await boxward.disconnect(id);
  await until(async () => (await boxward.getConnection(id)).status === 'disconnected');
  await save(contract.fullScanWorkflowId(id), 'FullScanWorkflow-cancel');
  await save(contract.followEventsWorkflowId(id), 'FollowEventsWorkflow-cancel');
  await save(contract.connectBoxWorkflowId(id), 'ConnectBoxWorkflow-cancel');
  await boxward.purge(id);
  await until(async () => (await boxward.getConnection(id)).backfill === null);
  await save(contract.purgeWorkflowId(id), 'PurgeWorkflow-happy');
}

/** Credentials that are rejected during the first scan and the backfill; and a disconnect during the backfill. */
async function recordInterruptions(): Promise<void> {
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

/** Sends hundreds of signals to a scan that continues as new after 120 events. */
async function recordSignalStorm(id: string): Promise<void> {
  const workflowId = 'full-scan/storm';
  const scan = await client.workflow.start(contract.WORKFLOW_TYPES.fullScan, {
    taskQueue: contract.TASK_QUEUE,
    workflowId,
    args: [{ connectionId: id, maxHistoryEvents: 120 } satisfies contract.FullScanInput],
  });
  const first = scan.firstExecutionRunId;
  const files = await simulator.pick('file', 'n=60&seed=5');
  for (let round = 0; round < 6; round += 1) {
    const at = new Date().toISOString();
    await Promise.all(
      files.map((file, i) =>
        scan.signal(contract.fileModified, [
          { fileId: file.id, ownerId: null, eventId: `storm-${round}-${i % 40}`, eventType: 'EDIT', at },
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

async function recordReauthorization(id: string): Promise<void> {
  await renewConsent(id);
  await delay(3_000);
  await save(contract.connectBoxWorkflowId(id), 'ConnectBoxWorkflow-reauthorization');
  await save(contract.followEventsWorkflowId(id), 'FollowEventsWorkflow-reauthorization');
}

/** Lets Box reject all tokens, and consents again. */
async function renewConsent(id: string): Promise<void> {
  for (const kind of ['revokeRefreshTokens', 'expireAccessTokens']) await simulator.fault({ kind });
  await until(async () => (await boxward.getConnection(id)).status === 'needs_reauthorization');
  await simulator.consent(await boxward.createConsentLink(id));
  await until(async () => (await boxward.getConnection(id)).status === 'connected');
}

async function save(workflowId: string, name: string, runId?: string): Promise<void> {
  const file = path.join(FOLDER, `${name}.json`);
  if (existsSync(file)) {
    say(`${name} exists and is kept`);
    return;
  }
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  await writeFile(file, `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`);
  say(`${name}: ${history.events?.length ?? 0} events`);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  await eventually(condition, (isMet) => isMet, { timeoutMs: 120_000, everyMs: 200 });
}
