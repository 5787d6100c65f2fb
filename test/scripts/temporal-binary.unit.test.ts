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

const writeBinary =
  (text: string, mode = 0o755) =>
  async (folder: string) => {
    await mkdir(path.join(folder, 'bin'));
    await writeFile(path.join(folder, 'bin', 'temporal'), text);
    await chmod(path.join(folder, 'bin', 'temporal'), mode);
  };

describe("the cache of Temporal's CLI", () => {
  it('keeps the downloaded binary for the next start', async () => {
    const cache = path.join(scratch, 'downloaded');
    expect(await inCache(cache)).toBeNull();
    const binary = await intoCache(cache, writeBinary('first'));
    expect(await inCache(cache)).toBe(binary);
    expect(await readFile(binary, 'utf8')).toBe('first');
  });

  it('keeps its binary when a download fails or is not executable, and leaves no other files', async () => {
    const parent = path.join(scratch, 'failed');
    const cache = path.join(parent, 'temporal');
    const binary = await intoCache(cache, writeBinary('good'));
    const failHalfway = async (folder: string) => {
      await writeBinary('half')(folder);
      throw new Error('connection lost');
    };
    await expect(intoCache(cache, failHalfway)).rejects.toThrow('connection lost');
    await expect(intoCache(cache, writeBinary('a page of text', 0o644))).rejects.toThrow();
    expect(await readFile(binary, 'utf8')).toBe('good');
    expect(await readdir(parent)).toEqual(['temporal']);
  });
});

describe("the search for Temporal's CLI", () => {
  const fallback = { what: 'the last step', find: async () => '/bin/temporal' };

  it('reports which step failed and why, and tries the next', async () => {
    const lines: string[] = [];
    const mistyped = { what: 'TEMPORAL_CLI_PATH', find: () => fromEnvironment({ TEMPORAL_CLI_PATH: '/no/temporal' }) };
    expect(await temporalBinary((line) => lines.push(line), [mistyped, fallback])).toBe('/bin/temporal');
    expect(lines).toEqual([
      'Temporal: TEMPORAL_CLI_PATH did not work (/no/temporal is not an executable file); trying the next way',
    ]);
  });

  it('reports nothing for a step that finds no binary without failing', async () => {
    const lines: string[] = [];
    const unset = { what: 'TEMPORAL_CLI_PATH', find: () => fromEnvironment({}) };
    expect(await temporalBinary((line) => lines.push(line), [unset, fallback])).toBe('/bin/temporal');
    expect(lines).toEqual([]);
  });

  it('fails with the list of all steps and what to install', async () => {
    const steps = [
      { what: 'here', find: async () => null },
      { what: 'there', find: () => Promise.reject(new Error('no network\nat …')) },
    ];
    const failure = temporalBinary(() => undefined, steps);
    await expect(failure).rejects.toThrow(/here: nothing there\n {2}there: no network\nInstall it/);
  });
});
