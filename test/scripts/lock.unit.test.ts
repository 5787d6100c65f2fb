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

const lockIs = (text: string) => writeFile(path.join(folder, 'lock'), text);

describe('a state folder', () => {
  it('is had by one of several that want it at once, and free again when it is given back', async () => {
    const wanted = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const got = wanted.filter((each) => each.status === 'fulfilled');
    expect(got.length).toBe(1);
    await expect(lockFolder(folder)).rejects.toThrow(`Another stack (process ${process.pid}) uses ${folder}`);
    await got[0]!.value();
    expect(await readdir(folder)).toEqual([]);
    await (
      await lockFolder(folder)
    )();
  });

  it('is had by one of two that find it left behind by a dead process', async () => {
    await lockIs('1234567890 an-earlier-boot/1');
    const wanted = await Promise.allSettled([lockFolder(folder), lockFolder(folder)]);
    expect(wanted.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect(await readdir(folder)).toEqual(['lock']);
  });

  it('is left to a process that runs, and taken from one that has ended', async () => {
    const other = spawn('sleep', ['1000']);
    await once(other, 'spawn');
    await lockIs(String(other.pid));
    await expect(lockFolder(folder)).rejects.toThrow(`process ${other.pid!}`);
    const ended = once(other, 'exit');
    other.kill();
    await ended;
    await lockFolder(folder);
    expect(await readFile(path.join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  });

  it.runIf(process.platform === 'linux')('is taken from a process whose number another one has now', async () => {
    await lockIs(`${process.ppid} an-earlier-boot/1`);
    await lockFolder(folder);
  });

  it.each(['', 'nonsense'])('is taken from a lock that says "%s"', async (text) => {
    await lockIs(text);
    await lockFolder(folder);
  });
});
