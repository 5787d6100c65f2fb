/** Waits until a connection is at rest and everything that Boxward has of it is as at Box. */
import { setTimeout as delay } from 'node:timers/promises';
import { examine, whyBusy } from '../chaos/examine.js';
import { LOGIN, type Connected } from './connected.js';
import { step } from './say.js';

/** How the wait ended. */
export interface Rest {
  /** Milliseconds until all was as it must be; null if that did not happen in time. */
  readonly tookMs: number | null;
  /** What was still wrong at the end, each in one line. */
  readonly faults: readonly string[];
}

const EVERY_MS = 2_000;
const TELL_EVERY_MS = 15_000;

/** Waits for at most `withinMs`, and prints from time to time what is missing. */
export async function awaitRest(connected: Connected, withinMs: number): Promise<Rest> {
  const startedAt = Date.now();
  let toldAt = startedAt;
  for (;;) {
    const faults = await look(connected).catch((error: unknown) => [`cannot be examined: ${String(error)}`]);
    const tookMs = Date.now() - startedAt;
    if (faults.length === 0) return { tookMs, faults };
    if (tookMs > withinMs) return { tookMs: null, faults };
    if (Date.now() - toldAt > TELL_EVERY_MS) {
      toldAt = Date.now();
      step(`  after ${Math.round(tookMs / 1_000)} s: ${faults.length} differences, the first: ${faults[0] ?? ''}`);
    }
    await delay(EVERY_MS);
  }
}

async function look({ bed, boxward, simulator, connectionId }: Connected): Promise<string[]> {
  const connection = await boxward.getConnection(connectionId);
  const busy = whyBusy(connection);
  if (busy !== null) return [`not at rest: ${busy}`];
  const subject = { stack: bed, boxward, simulator, connectionId, login: LOGIN, jumps: () => [], hidden: null };
  return examine(subject, connection);
}
