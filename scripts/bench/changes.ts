/** Edits files at Box, and measures when each edit is stored. */
import { setTimeout as delay } from 'node:timers/promises';
import { openClient } from './client.js';
import { inBatches } from '../away/changes.js';
import type { Rig } from './rig.js';

/** Which files are edited, and how. */
export interface Edits {
  readonly fileIds: readonly string[];
  /** Edits that are made at once. */
  readonly atOnce: number;
  /** The pause between them, in milliseconds. */
  readonly everyMs: number;
  /** How long to wait for the last one, in milliseconds. */
  readonly withinMs: number;
}

/** What came of the edits. */
export interface Edited {
  /** Milliseconds from each edit to the moment when its scan was found in Postgres. */
  readonly delaysMs: readonly number[];
  /** Edits whose scan was not stored in time. */
  readonly lost: number;
  /** From the first edit to the last stored scan. */
  readonly seconds: number;
}

/** How often Postgres is asked: no delay is known more exactly. */
const LOOK_EVERY_MS = 50;
/** How many files each look asks for, those edited first: to ask for all of a storm would be a part of what is measured. */
const LOOKED_AT = 500;

/** Makes all edits, and waits until each is stored. */
export async function editFiles(rig: Rig, connectionId: string, edits: Edits): Promise<Edited> {
  const pending = new Map<string, number>();
  const delaysMs: number[] = [];
  const client = await openClient(rig.bed.databaseUrl);
  try {
    const startedAt = Date.now();
    const made = new AbortController();
    const making = make().finally(() => made.abort());
    // It is awaited below, once the loop has seen that it ended.
    making.catch(() => undefined);
    let giveUpAt = Infinity;
    while (!made.signal.aborted || (pending.size > 0 && Date.now() < giveUpAt)) {
      await delay(LOOK_EVERY_MS);
      // Files are scanned in about the order of their edits: most others wait while those edited first do.
      while ((await look()) > LOOKED_AT / 2);
      if (!made.signal.aborted) continue;
      await making;
      giveUpAt = Math.min(giveUpAt, Date.now() + edits.withinMs);
    }
    return { delaysMs, lost: pending.size, seconds: (Date.now() - startedAt) / 1_000 };
  } finally {
    await client.end();
  }

  async function make(): Promise<void> {
    for (const batch of inBatches(edits.fileIds, edits.atOnce)) {
      const sentAt = Date.now();
      for (const fileId of batch) pending.set(fileId, sentAt);
      await rig.simulator.act(batch.map((fileId) => ({ type: 'edit', fileId })));
      await delay(edits.everyMs);
    }
  }

  /** Returns how many scans it has found. */
  async function look(): Promise<number> {
    const before = delaysMs.length;
    const { rows } = await client.query<{ file_id: string; express_at: Date }>(
      `select file_id, express_at from files
       where connection_id = $1 and file_id = any($2::text[]) and express_at is not null`,
      [connectionId, [...pending.keys()].slice(0, LOOKED_AT)],
    );
    const now = Date.now();
    for (const { file_id: fileId, express_at: scannedAt } of rows) {
      const sentAt = pending.get(fileId);
      // Otherwise an earlier change was scanned.
      if (sentAt === undefined || scannedAt.getTime() < sentAt) continue;
      pending.delete(fileId);
      delaysMs.push(now - sentAt);
    }
    return delaysMs.length - before;
  }
}
