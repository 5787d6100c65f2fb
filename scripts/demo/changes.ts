/** People at work while the scan runs, and what that does to the queue. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BoxwardApi, Picked, ScannedFile, SimulatorApi } from './clients.js';

/** One thing that was done to a file, and when it was scanned after that. */
export interface Change {
  readonly what: string;
  readonly path: string;
  readonly jumps: boolean;
  readonly latencyMs: number | null;
  readonly reason: string;
}

const WAIT_MS = 30_000;

/** Edits, shares and previews some files, and watches when they are scanned. */
export async function makeChanges(
  boxward: BoxwardApi,
  simulator: SimulatorApi,
  connectionId: string,
  seed: number,
): Promise<() => Promise<Change[]>> {
  const files = await simulator.pick('file', `n=12&seed=${seed + 41}`);
  const [folder] = await simulator.pick('folder', `n=1&seed=${seed + 43}&minFiles=4`);
  const edited = files.slice(0, 4);
  const shared = files.slice(4, 6);
  const previewed = files.slice(6, 12);
  const startedAt = Date.now();
  await simulator.act([
    ...edited.map(({ id }) => ({ type: 'edit', fileId: id })),
    ...shared.map(({ id }) => ({ type: 'share', fileId: id, access: 'open' })),
    ...previewed.map(({ id }) => ({ type: 'preview', fileId: id })),
    ...(folder ? [{ type: 'share', folderId: folder.id, access: 'company' }] : []),
  ]);
  const watch = (what: string, jumps: boolean) => (file: Picked) =>
    watchFile(boxward, connectionId, file, { what, jumps, startedAt });
  const watching = [
    ...edited.map(watch('edited', true)),
    ...shared.map(watch('shared', true)),
    ...previewed.map(watch('previewed', false)),
  ];
  return () => Promise.all(watching);
}

async function watchFile(
  boxward: BoxwardApi,
  connectionId: string,
  file: Picked,
  change: { readonly what: string; readonly jumps: boolean; readonly startedAt: number },
): Promise<Change> {
  const { what, jumps, startedAt } = change;
  const isScanned = ({ scannedAt, scanReason }: ScannedFile) =>
    Date.parse(scannedAt) >= startedAt && scanReason === 'modified';
  const giveUpAt = Date.now() + WAIT_MS;
  while (jumps && Date.now() < giveUpAt) {
    await delay(100);
    const found = await boxward.file(connectionId, file.id).catch(() => null);
    if (found && isScanned(found)) {
      return {
        what,
        path: file.path,
        jumps,
        latencyMs: Date.parse(found.scannedAt) - startedAt,
        reason: found.scanReason,
      };
    }
  }
  return { what, path: file.path, jumps, latencyMs: null, reason: jumps ? 'not seen' : 'kept its place' };
}
