/** Reads what processes, tables and workflows take at a moment. */
import { readdir, readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { connectBoxWorkflowId, followEventsWorkflowId, fullScanWorkflowId } from '../../workflows/contract.js';
import { treeOf } from '../chaos/process-tree.js';
import { residentMib } from '../demo/memory.js';
import type { Child } from '../stack/child.js';
import type { Bed } from '../trial/bed.js';

/** What is sampled. */
export interface Sampled {
  readonly processes: readonly Child[];
  readonly bed: Pick<Bed, 'databaseUrl' | 'temporalAddress'>;
  readonly connectionId: string;
}

/** The figures at a moment, in milliseconds since the start. A figure that this machine does not report is null. */
export interface Sample {
  readonly atMs: number;
  /** A process with all that it has started: resident memory, of shared pages its part, and open files. */
  readonly processes: readonly { readonly name: string; readonly mib: number | null; readonly files: number | null }[];
  readonly tables: readonly {
    readonly name: string;
    readonly tableBytes: number;
    readonly indexBytes: number;
    readonly rows: number;
  }[];
  readonly histories: readonly { readonly name: string; readonly events: number; readonly bytes: number }[];
}

/** Takes a sample. Throws if Postgres or Temporal does not answer. */
export async function takeSample({ processes, bed, connectionId }: Sampled, atMs: number): Promise<Sample> {
  return {
    atMs,
    processes: await Promise.all(processes.map(processOf)),
    tables: await readTables(bed.databaseUrl),
    histories: await readHistories(bed.temporalAddress, connectionId),
  };
}

async function processOf({ name, pid }: Child) {
  const tree = pid === undefined ? [] : await treeOf(pid);
  const sum = (values: readonly (number | null)[]) => {
    const known = values.flatMap((value) => value ?? []);
    return known.length === 0 ? null : Math.round(known.reduce((total, value) => total + value, 0));
  };
  return {
    name,
    mib: sum(await Promise.all(tree.map(proportionalMib))),
    files: sum(await Promise.all(tree.map(openFiles))),
  };
}

/** The memory of a process, each shared page divided among those that share it (Linux); elsewhere its resident memory. */
async function proportionalMib(pid: number): Promise<number | null> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const kib = /^Pss:\s*(\d+) kB$/m.exec(rollup)?.[1];
  return kib === undefined ? residentMib(pid) : Number(kib) / 1024;
}

async function openFiles(pid: number): Promise<number | null> {
  // Not Linux, or the process has ended.
  return (await readdir(`/proc/${pid}/fd`).catch(() => null))?.length ?? null;
}

async function readTables(databaseUrl: string): Promise<Sample['tables']> {
  const client = new pg.Client({ connectionString: databaseUrl, query_timeout: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; table_bytes: string; index_bytes: string; rows: string }>(
      `select relname as name, pg_table_size(relid) as table_bytes, pg_indexes_size(relid) as index_bytes, n_live_tup as rows
       from pg_stat_user_tables order by relname`,
    );
    return rows.map(({ name, table_bytes, index_bytes, rows: count }) => ({
      name,
      tableBytes: Number(table_bytes),
      indexBytes: Number(index_bytes),
      rows: Number(count),
    }));
  } finally {
    await client.end();
  }
}

async function readHistories(address: string, connectionId: string): Promise<Sample['histories']> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const ids = [connectBoxWorkflowId, followEventsWorkflowId, fullScanWorkflowId].map((idOf) => idOf(connectionId));
    return await Promise.all(
      ids.map(async (id) => {
        const { historyLength, historySize } = await client.workflow.getHandle(id).describe();
        return { name: id.split('/')[0] ?? '', events: historyLength, bytes: historySize ?? 0 };
      }),
    );
  } finally {
    await connection.close();
  }
}
