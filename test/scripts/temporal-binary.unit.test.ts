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

const makes =
  (text: string, mode = 0o755) =>
  async (folder: string) => {
    await mkdir(path.join(folder, 'bin'));
    await writeFile(path.join(folder, 'bin', 'temporal'), text);
    await chmod(path.join(folder, 'bin', 'temporal'), mode);
  };

describe("the cache of Temporal's CLI", () => {
  it('holds what was fetched, so that the next start fetches nothing', async () => {
    const cache = path.join(scratch, 'holds');
    expect(await inCache(cache)).toBeNull();
    const binary = await intoCache(cache, makes('first'));
    expect(await inCache(cache)).toBe(binary);
    expect(await readFile(binary, 'utf8')).toBe('first');
  });

  it('keeps what it has when a download breaks off or is no program, and leaves nothing beside it', async () => {
    const parent = path.join(scratch, 'keeps');
    const cache = path.join(parent, 'temporal');
    const binary = await intoCache(cache, makes('good'));
    const breaksOff = async (folder: string) => {
      await makes('half')(folder);
      throw new Error('broken off');
    };
    await expect(intoCache(cache, breaksOff)).rejects.toThrow('broken off');
    await expect(intoCache(cache, makes('a page of text', 0o644))).rejects.toThrow();
    expect(await readFile(binary, 'utf8')).toBe('good');
    expect(await readdir(parent)).toEqual(['temporal']);
  });
});

describe("looking for Temporal's CLI", () => {
  const found = { what: 'the last way', find: async () => '/bin/temporal' };

  it('says which step failed and why, and goes on', async () => {
    const said: string[] = [];
    const mistyped = { what: 'TEMPORAL_CLI_PATH', find: () => fromEnvironment({ TEMPORAL_CLI_PATH: '/no/temporal' }) };
    expect(await temporalBinary((line) => said.push(line), [mistyped, found])).toBe('/bin/temporal');
    expect(said).toEqual([
      'Temporal: TEMPORAL_CLI_PATH did not work (/no/temporal is not an executable file); trying the next way',
    ]);
  });

  it('says nothing of a look-up that merely finds nothing', async () => {
    const said: string[] = [];
    const unset = { what: 'TEMPORAL_CLI_PATH', find: () => fromEnvironment({}) };
    expect(await temporalBinary((line) => said.push(line), [unset, found])).toBe('/bin/temporal');
    expect(said).toEqual([]);
  });

  it('ends with all that was tried and what to install', async () => {
    const steps = [
      { what: 'here', find: async () => null },
      { what: 'there', find: () => Promise.reject(new Error('no network\nat …')) },
    ];
    const failure = temporalBinary(() => undefined, steps);
    await expect(failure).rejects.toThrow(/here: nothing there\n {2}there: no network\nInstall it/);
  });
});
