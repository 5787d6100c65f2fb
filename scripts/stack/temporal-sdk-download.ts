/**
 * Lets Temporal's SDK fetch the CLI from Temporal's own site, as bin/temporal in the folder given as argument. A program
 * of its own, because the SDK's download cannot be stopped in any other way when it takes too long.
 */
import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('temporal-sdk-download: a folder is needed');
const downloadDir = path.join(folder, 'bin');
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir } },
  });
  await environment.teardown();
  // The SDK names the file after its own version; it is the only one.
  const [file] = await readdir(downloadDir);
  if (!file) throw new Error('nothing was downloaded');
  await rename(path.join(downloadDir, file), path.join(downloadDir, 'temporal'));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
