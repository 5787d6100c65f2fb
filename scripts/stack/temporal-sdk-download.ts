/**
 * Downloads Temporal's CLI with Temporal's SDK, as bin/temporal in the folder given as argument. It is a separate program
 * because the SDK's download has no time-out and cannot be cancelled.
 */
import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('temporal-sdk-download: a folder is required');
const downloadDir = path.join(folder, 'bin');
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir } },
  });
  await environment.teardown();
  // The SDK puts its version into the name of the file, the only one in the folder.
  const [file] = await readdir(downloadDir);
  if (!file) throw new Error('the download is empty');
  await rename(path.join(downloadDir, file), path.join(downloadDir, 'temporal'));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
