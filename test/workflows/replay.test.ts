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

describe('a workflow that began under earlier code', () => {
  it('has recorded histories of every kind', () => {
    const kinds = ['ConnectBoxWorkflow', 'BackfillEventsWorkflow', 'FollowEventsWorkflow', 'FullScanWorkflow'];
    for (const kind of kinds) expect(files.filter((name) => name.startsWith(kind)).length).toBeGreaterThan(0);
    for (const path of ['happy', 'signal-storm', 'reauthorization', 'cancel']) {
      expect(
        files.some((name) => name.includes(path)),
        path,
      ).toBe(true);
    }
  });

  it.each(files)('replays %s', async (name) => {
    const history = historyFromJSON(JSON.parse(await readFile(`${HISTORIES}${name}`, 'utf8')));
    await Worker.runReplayHistory({ workflowBundle }, history, name);
  });
});
