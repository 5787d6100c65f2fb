import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Who holds a folder: a process, by its number and, where it can be told, when it began. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string | null;
}

/** Takes a state folder for this process. Throws when a process that still runs has it; answers how to give it back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, 'lock');
  await mkdir(folder, { recursive: true });
  const own = `${process.pid} ${(await startOf(process.pid)) ?? ''}`;
  // Written aside and linked: of several only one gets there, and nobody sees a lock that is half written.
  const aside = path.join(folder, `lock.${randomUUID()}`);
  await writeFile(aside, own);
  try {
    while (!(await isLinked(aside, file))) {
      const found = await readFile(file, 'utf8').catch(() => '');
      const holder = holderIn(found);
      if (holder && (await isRunning(holder))) {
        throw new Error(
          `Another stack (process ${holder.pid}) uses ${folder}: stop it first, or start from another folder`,
        );
      }
      await takeAway(file, found);
    }
  } finally {
    await rm(aside, { force: true });
  }
  return () => rm(file, { force: true });
}

/** Makes `file` another name of `from`; false when there is a file of that name. */
async function isLinked(from: string, file: string): Promise<boolean> {
  try {
    await link(from, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Takes away a lock that says this; one that somebody has put in its place meanwhile is put back. */
async function takeAway(file: string, found: string): Promise<void> {
  const away = `${file}.${randomUUID()}`;
  try {
    await rename(file, away);
  } catch (error) {
    // Somebody else was faster.
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFile(away, 'utf8')) !== found) await isLinked(away, file);
  await rm(away);
}

function holderIn(text: string): Holder | null {
  const [, pid, startedAt] = /^(\d+)(?: (\S+))?/.exec(text) ?? [];
  return pid === undefined ? null : { pid: Number(pid), startedAt: startedAt ?? null };
}

/** After a reboot another process may have the number: it is the same one only if it began at the same time. */
async function isRunning({ pid, startedAt }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One of another user runs all the same.
    if (!hasCode(error, 'EPERM')) return false;
  }
  const running = await startOf(pid);
  return running === null || startedAt === null ? pid !== process.pid : running === startedAt;
}

/** When a process began, in ticks since the boot, with the boot's own id; null where the system does not tell. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces; the time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot.trim()}/${ticks}`;
  } catch {
    return null;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
