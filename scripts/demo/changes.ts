/** People at work while the scan runs, and what that does to the queue. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Boxward } from '../../clients/boxward.js';
import type { Picked, SimulatorControls } from '../../clients/simulator.js';

/** One thing that was done to a file, and what came of it. */
export interface Change {
  readonly what: string;
  readonly path: string;
  /** Whether a file changed in this way is to be scanned at once. */
  readonly jumps: boolean;
  /** How long after the change it was scanned; null when it did not jump the queue. */
  readonly latencyMs: number | null;
  /** Whether it was treated as it should be: jumped, or kept its place. */
  readonly asItShould: boolean;
}

const WAIT_MS = 30_000;
const EDITED = 4;
const SHARED = 2;
const PREVIEWED = 6;

/**
 * Edits, shares and previews some files to which nothing happened since `since`, and watches when they are scanned. The
 * answer is to be asked for once everything is scanned: what came of each.
 */
export async function makeChanges(
  boxward: Boxward,
  simulator: SimulatorControls,
  connectionId: string,
  { seed, since }: { readonly seed: number; readonly since: string },
): Promise<() => Promise<Change[]>> {
  const busy = new Set((await simulator.truthEvents(since)).map(({ itemId }) => itemId));
  const quiet = (await simulator.pick('file', `n=100&seed=${seed + 41}`)).filter(({ id }) => !busy.has(id));
  const [folder] = await simulator.pick('folder', `n=1&seed=${seed + 43}&minFiles=4`);
  const edited = quiet.splice(0, EDITED);
  const shared = quiet.splice(0, SHARED);
  const previewed = quiet.splice(0, PREVIEWED);
  const startedAt = Date.now();
  await simulator.act([
    ...edited.map(({ id }) => ({ type: 'edit', fileId: id })),
    ...shared.map(({ id }) => ({ type: 'share', fileId: id, access: 'open' })),
    ...previewed.map(({ id }) => ({ type: 'preview', fileId: id })),
    ...(folder ? [{ type: 'share', folderId: folder.id, access: 'company' }] : []),
  ]);
  const watch = (what: string) => (file: Picked) => watchJump(boxward, connectionId, file, { what, startedAt });
  const jumping = Promise.all([...edited.map(watch('edited')), ...shared.map(watch('shared'))]);
  return async () => [
    ...(await jumping),
    ...(await Promise.all(previewed.map((file) => placeKept(boxward, connectionId, file)))),
  ];
}

/** Asks for a changed file until it has been scanned for its change. */
async function watchJump(
  boxward: Boxward,
  connectionId: string,
  file: Picked,
  { what, startedAt }: { readonly what: string; readonly startedAt: number },
): Promise<Change> {
  const giveUpAt = Date.now() + WAIT_MS;
  while (Date.now() < giveUpAt) {
    await delay(100);
    const found = await boxward.getFile(connectionId, file.id).catch(() => null);
    if (found?.scanReason !== 'modified' || Date.parse(found.scannedAt) < startedAt) continue;
    const latencyMs = Date.parse(found.scannedAt) - startedAt;
    return { what, path: file.path, jumps: true, latencyMs, asItShould: true };
  }
  return { what, path: file.path, jumps: true, latencyMs: null, asItShould: false };
}

/** Looks, once everything is scanned, whether a file that was only viewed came with the rest. */
async function placeKept(boxward: Boxward, connectionId: string, file: Picked): Promise<Change> {
  const { scanReason } = await boxward.getFile(connectionId, file.id);
  const asItShould = scanReason !== 'modified';
  return { what: 'previewed', path: file.path, jumps: false, latencyMs: null, asItShould };
}
