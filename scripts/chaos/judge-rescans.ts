/** Judges that each changed file was scanned after its last change. */
import { EVENT_TYPES } from '../../src/box/event-types.js';
import type { TruthEvent } from '../../clients/simulator.js';

/** The simulator's clock was set ahead of ours: epoch milliseconds of ours, and milliseconds ahead from then on. */
export interface Jump {
  readonly at: number;
  readonly aheadMs: number;
}

/** Box's times have no fractions, and the scan records when it asked, not when Box answered. */
const TOLERANCE_MS = 1_000;

/** Our time, in epoch milliseconds, at a moment of the simulator's, which may have lost its fraction of a second. */
export function ourTime(simulated: number, jumps: readonly Jump[]): number {
  let aheadMs = 0;
  for (const jump of jumps) if (simulated >= jump.at + jump.aheadMs - TOLERANCE_MS) aheadMs = jump.aheadMs;
  return simulated - aheadMs;
}

/** The files that were changed after their last scan, each in one line. Files that Boxward does not have are passed over. */
export function unscannedChanges(
  events: readonly TruthEvent[],
  files: readonly { readonly fileId: string; readonly path: string; readonly scannedAt: string }[],
  jumps: readonly Jump[],
): string[] {
  const lastChange = new Map<string, { readonly at: number; readonly type: string }>();
  for (const { type, itemType, itemId, createdAt } of events) {
    if (itemType !== 'file' || itemId === null || !CHANGES.includes(EVENT_TYPES.get(type)?.category ?? '')) continue;
    const at = ourTime(Date.parse(createdAt), jumps);
    if (at > (lastChange.get(itemId)?.at ?? -Infinity)) lastChange.set(itemId, { at, type });
  }
  return files.flatMap(({ fileId, path, scannedAt }) => {
    const change = lastChange.get(fileId);
    if (!change || Date.parse(scannedAt) >= change.at - TOLERANCE_MS) return [];
    return [
      `not rescanned: ${path}: ${change.type} at ${new Date(change.at).toISOString()}, last scan at ${scannedAt}`,
    ];
  });
}

const CHANGES = ['modifies', 'shares', 'moves'];
