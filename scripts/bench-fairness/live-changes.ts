/** Changes files of a connection one after the other, and measures how soon each is rescanned. */
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../stack/eventually.js';
import type { Fleet, StartedScan } from './scans.js';

/** Changes under way. */
export interface LiveChanges {
  /** Ends the changes; returns the delay of each in milliseconds, null for one that was not rescanned in time. */
  stop(): Promise<(number | null)[]>;
}

const EVERY_MS = 1_000;
const RESCANNED_WITHIN_MS = 60_000;

/** Starts the changes: an edit each second, of files picked by seed. */
export function startLiveChanges(fleet: Fleet, { id, simulator: index }: StartedScan): LiveChanges {
  const pending: Promise<number | null>[] = [];
  let isOver = false;
  const running = run();

  async function run(): Promise<void> {
    const simulator = fleet.simulators[index];
    const files = (await simulator?.pick('file', 'n=1000&seed=77')) ?? [];
    for (const file of files) {
      if (isOver) return;
      const changedAt = Date.now();
      await simulator?.act([{ type: 'edit', fileId: file.id }]);
      pending.push(rescanDelay(file.id, changedAt));
      await delay(EVERY_MS);
    }
  }

  async function rescanDelay(fileId: string, changedAt: number): Promise<number | null> {
    const rescan = async (): Promise<number | null> => {
      const { scans } = await fleet.boxward.getFile(id, fileId);
      const found = scans.find(({ reason, scannedAt }) => reason === 'modified' && Date.parse(scannedAt) >= changedAt);
      return found ? Date.parse(found.scannedAt) - changedAt : null;
    };
    return eventually(rescan, (ms) => ms !== null, { timeoutMs: RESCANNED_WITHIN_MS, everyMs: 500 }).catch(() => null);
  }

  return {
    async stop() {
      isOver = true;
      await running;
      return Promise.all(pending);
    },
  };
}
