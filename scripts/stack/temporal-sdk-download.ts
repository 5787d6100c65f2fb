import { access, constants, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

/** Lets Temporal's SDK fetch the CLI from Temporal's own site, and answers where it put it. */
export async function bundledCli(): Promise<string> {
  const downloadDir = await mkdtemp(path.join(tmpdir(), 'boxward-temporal-'));
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir } },
  });
  await environment.teardown();
  const [file] = await readdir(downloadDir);
  if (!file) throw new Error('nothing was downloaded');
  const binary = path.join(downloadDir, file);
  await access(binary, constants.X_OK);
  return binary;
}
