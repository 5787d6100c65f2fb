/** The code of an earlier commit, in a folder of its own. */
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UsageError } from '../options.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The full hash of a commit. Throws `UsageError` if this repository does not have it. */
export async function resolveCommit(commit: string): Promise<string> {
  try {
    return (
      await run('git', ['-C', ROOT, 'rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`])
    ).stdout.trim();
  } catch {
    throw new UsageError(`--from must be a commit of this repository, not "${commit}"`);
  }
}

/** Unpacks a commit below `folder` and returns where. It uses the packages that are installed here. */
export async function unpack(commit: string, folder: string): Promise<string> {
  const code = path.join(folder, 'old-code');
  const archive = path.join(folder, 'old-code.tar');
  await mkdir(code);
  await run('git', ['-C', ROOT, 'archive', '--output', archive, commit]);
  await run('tar', ['-xf', archive, '-C', code]);
  await rm(archive);
  await symlink(path.join(ROOT, 'node_modules'), path.join(code, 'node_modules'));
  return code;
}

/** Migrates with that code. Returns what it printed. */
export async function migrateWith(code: string, databaseUrl: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', path.join(code, 'scripts/migrate.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  return stdout.trim();
}
