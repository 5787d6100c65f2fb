import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';

const HISTORIES = fileURLToPath(new URL('../histories/', import.meta.url));
const files = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json')).sort();
let workflowBundle: WorkflowBundle;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
});

describe('a workflow that was started by an earlier version', () => {
  it('has a recorded history of every path', () => {
    const paths = {
      ConnectBoxWorkflow: ['happy', 'reauthorization', 'cancel'],
      BackfillEventsWorkflow: ['happy', 'reauthorization', 'cancel'],
      FollowEventsWorkflow: ['happy', 'reauthorization', 'cancel'],
      PurgeWorkflow: ['happy'],
      FullScanWorkflow: ['happy', 'reauthorization', 'cancel', 'signal-storm', 'after-signal-storm'],
    };
    const wanted = Object.entries(paths).flatMap(([kind, ways]) => ways.map((way) => `${kind}-${way}.json`));
    expect(files).toEqual(expect.arrayContaining(wanted));
  });

  it.each(files)('replays %s', async (name) => {
    const history = historyFromJSON(JSON.parse(await readFile(`${HISTORIES}${name}`, 'utf8')));
    await Worker.runReplayHistory({ workflowBundle }, history, name);
  });
});
