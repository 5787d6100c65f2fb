import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../scripts/stack/lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'boxward-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const writeLock = (text: string) => writeFile(path.join(folder, 'lock'), text);

describe('the lock of a state folder', () => {
  it('goes to exactly one of several callers at once, and can be taken again after its release', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const acquired = attempts.filter((each) => each.status === 'fulfilled');
    expect(acquired.length).toBe(1);
    await expect(lockFolder(folder)).rejects.toThrow(`Another stack (process ${process.pid}) uses ${folder}`);
    await acquired[0]!.value();
    expect(await readdir(folder)).toEqual([]);
    await (
      await lockFolder(folder)
    )();
  });

  it('goes to exactly one of two callers that find a stale lock', async () => {
    await writeLock('1234567890 an-earlier-boot/1');
    const attempts = await Promise.allSettled([lockFolder(folder), lockFolder(folder)]);
    expect(attempts.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect(await readdir(folder)).toEqual(['lock']);
  });

  it('is not taken from a running process, but from one that has ended', async () => {
    const other = spawn('sleep', ['1000']);
    await once(other, 'spawn');
    await writeLock(String(other.pid));
    await expect(lockFolder(folder)).rejects.toThrow(`process ${other.pid!}`);
    const ended = once(other, 'exit');
    other.kill();
    await ended;
    await lockFolder(folder);
    expect(await readFile(path.join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  });

  it.runIf(process.platform === 'linux')(
    'is taken over when the id of a dead process now belongs to another one',
    async () => {
      await writeLock(`${process.ppid} an-earlier-boot/1`);
      await lockFolder(folder);
    },
  );

  it.each(['', 'nonsense'])('is taken over when the lock file contains "%s"', async (text) => {
    await writeLock(text);
    await lockFolder(folder);
  });
});
