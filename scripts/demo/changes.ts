/** Users who edit, share and preview files while the scan runs, and how the scan treats those files. */
import type { Boxward } from '../../clients/boxward.js';
import type { Picked, SimulatorControls } from '../../clients/simulator.js';
import { eventually } from '../stack/eventually.js';

/** A change to a file, and how the scan treated it. */
export interface Change {
  readonly what: 'edited' | 'shared' | 'previewed';
  readonly path: string;
  /** Milliseconds from the change to the rescan; null if the file was not rescanned for it. */
  readonly rescanDelayMs: number | null;
}

/** Whether a change was treated as it must be: edits and shares are rescanned, previews are not. */
export const isCorrect = ({ what, rescanDelayMs }: Change): boolean =>
  (what === 'previewed') === (rescanDelayMs === null);

const EDITED = 4;
const SHARED = 2;
const PREVIEWED = 6;

/**
 * Edits, shares and previews files without events since `since`, and watches for their rescans for `withinMs`. Returns a function for
 * the outcome, to be called when the scan is done.
 */
export async function makeChanges(
  boxward: Boxward,
  simulator: SimulatorControls,
  connectionId: string,
  { seed, since, withinMs }: { readonly seed: number; readonly since: string; readonly withinMs: number },
): Promise<() => Promise<Change[]>> {
  const withEvents = new Set((await simulator.truthEvents(since)).map(({ itemId }) => itemId));
  const picked = await simulator.pick('file', `n=100&seed=${seed + 41}`);
  const files = picked.filter(({ id }) => !withEvents.has(id));
  const [folder] = await simulator.pick('folder', `n=1&seed=${seed + 43}&minFiles=4`);
  const edited = files.splice(0, EDITED);
  const shared = files.splice(0, SHARED);
  const previewed = files.splice(0, PREVIEWED);
  const changedAt = Date.now();
  await simulator.act([
    ...edited.map(({ id }) => ({ type: 'edit', fileId: id })),
    ...shared.map(({ id }) => ({ type: 'share', fileId: id, access: 'open' })),
    ...previewed.map(({ id }) => ({ type: 'preview', fileId: id })),
    ...(folder ? [{ type: 'share', folderId: folder.id, access: 'company' }] : []),
  ]);

  const rescanOf = async (file: Picked): Promise<number | null> => {
    // A file is missing while the scan has not found it, for example because a fault hid it.
    const path = { connectionId, fileId: file.id };
    const { data } = await boxward.api.GET('/v1/files/{connectionId}/{fileId}', { params: { path } });
    const scans = data?.scans ?? [];
    const rescan = scans.find(({ reason, scannedAt }) => reason === 'modified' && Date.parse(scannedAt) >= changedAt);
    return rescan ? Date.parse(rescan.scannedAt) - changedAt : null;
  };
  const untilRescanned = (what: Change['what']) => async (file: Picked) => {
    const patience = { timeoutMs: withinMs };
    const rescanDelayMs = await eventually(
      () => rescanOf(file),
      (delayMs) => delayMs !== null,
      patience,
    ).catch(() => null);
    return { what, path: file.path, rescanDelayMs };
  };
  const rescans = Promise.all([...edited.map(untilRescanned('edited')), ...shared.map(untilRescanned('shared'))]);
  return async () => [
    ...(await rescans),
    ...(await Promise.all(
      previewed.map(async (file) => ({
        what: 'previewed' as const,
        path: file.path,
        rescanDelayMs: await rescanOf(file),
      })),
    )),
  ];
}
