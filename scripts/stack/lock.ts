import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The process that owns a lock. Its start time, if known, tells it from a later process with the same id. */
interface Owner {
  readonly pid: number;
  readonly startedAt: string | null;
}

/** Locks a state folder for this process; returns a function that unlocks it. Throws if a running process has it locked. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, 'lock');
  await mkdir(folder, { recursive: true });
  const own = `${process.pid} ${(await startTimeOf(process.pid)) ?? ''}`;
  // Written under another name and then linked: only one process succeeds, and no process reads half a lock.
  const draft = path.join(folder, `lock.${randomUUID()}`);
  await writeFile(draft, own);
  try {
    while (!(await isLinked(draft, file))) {
      const text = await readFile(file, 'utf8').catch(() => '');
      const owner = ownerIn(text);
      if (owner && (await isRunning(owner))) {
        throw new Error(
          `Another stack (process ${owner.pid}) uses ${folder}: stop it first, or start from another folder`,
        );
      }
      await removeStale(file, text);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(file, { force: true });
}

/** Links `file` to `from`; false if `file` exists. */
async function isLinked(from: string, file: string): Promise<boolean> {
  try {
    await link(from, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a lock with this text. If another process has replaced the lock meanwhile, its lock is put back. */
async function removeStale(file: string, text: string): Promise<void> {
  const away = `${file}.${randomUUID()}`;
  try {
    await rename(file, away);
  } catch (error) {
    // Another process has removed it.
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFile(away, 'utf8')) !== text) await isLinked(away, file);
  await rm(away);
}

function ownerIn(text: string): Owner | null {
  const [, pid, startedAt] = /^(\d+)(?: (\S+))?/.exec(text) ?? [];
  return pid === undefined ? null : { pid: Number(pid), startedAt: startedAt ?? null };
}

/** Compares start times too: after a reboot, another process may have the same id. */
async function isRunning({ pid, startedAt }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists but belongs to another user.
    if (!hasCode(error, 'EPERM')) return false;
  }
  const running = await startTimeOf(pid);
  return running === null || startedAt === null ? pid !== process.pid : running === startedAt;
}

/** The boot's id and the start of a process in ticks since the boot; null if the system does not provide them. */
async function startTimeOf(pid: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in parentheses, may contain spaces; the start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot.trim()}/${ticks}`;
  } catch {
    return null;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
