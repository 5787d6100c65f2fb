import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inCache, intoCache } from '../../scripts/stack/binary-cache.js';
import { fromEnvironment, temporalBinary } from '../../scripts/stack/temporal-binary.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'boxward-binary-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const createsBinary =
  (text: string, mode = 0o755) =>
  async (folder: string) => {
    await mkdir(path.join(folder, 'bin'));
    await writeFile(path.join(folder, 'bin', 'temporal'), text);
    await chmod(path.join(folder, 'bin', 'temporal'), mode);
  };

describe("the cache of Temporal's CLI", () => {
  it('keeps the download for the next start', async () => {
    const cache = path.join(scratch, 'kept');
    expect(await inCache(cache)).toBeNull();
    const binary = await intoCache(cache, createsBinary('first'));
    expect(await inCache(cache)).toBe(binary);
    expect(await readFile(binary, 'utf8')).toBe('first');
  });

  it('keeps the former binary if a download fails or is not executable, and leaves no other files', async () => {
    const parent = path.join(scratch, 'keeps');
    const cache = path.join(parent, 'temporal');
    const binary = await intoCache(cache, createsBinary('good'));
    const fails = async (folder: string) => {
      await createsBinary('half')(folder);
      throw new Error('connection lost');
    };
    await expect(intoCache(cache, fails)).rejects.toThrow('connection lost');
    await expect(intoCache(cache, createsBinary('an HTML page', 0o644))).rejects.toThrow();
    expect(await readFile(binary, 'utf8')).toBe('good');
    expect(await readdir(parent)).toEqual(['temporal']);
  });
});

describe("finding Temporal's CLI", () => {
  const lastStep = { what: 'the last step', find: async () => '/bin/temporal' };

  it('reports a step that fails, and tries the next', async () => {
    const reported: string[] = [];
    const misspelled = {
      what: 'TEMPORAL_CLI_PATH',
      find: () => fromEnvironment({ TEMPORAL_CLI_PATH: '/no/temporal' }),
    };
    expect(await temporalBinary((line) => reported.push(line), [misspelled, lastStep])).toBe('/bin/temporal');
    expect(reported).toEqual([
      'Temporal: TEMPORAL_CLI_PATH failed (/no/temporal is not an executable file); trying the next step',
    ]);
  });

  it('reports nothing for a step that finds nothing', async () => {
    const reported: string[] = [];
    const unset = { what: 'TEMPORAL_CLI_PATH', find: () => fromEnvironment({}) };
    expect(await temporalBinary((line) => reported.push(line), [unset, lastStep])).toBe('/bin/temporal');
    expect(reported).toEqual([]);
  });

  it('fails with all steps and what to install', async () => {
    const steps = [
      { what: 'here', find: async () => null },
      { what: 'there', find: () => Promise.reject(new Error('no network\nat …')) },
    ];
    const failure = temporalBinary(() => undefined, steps);
    await expect(failure).rejects.toThrow(/here: not found\n {2}there: no network\nInstall it/);
  });
});
