/**
 * A day's changes on the express lane, without Box and without Temporal: the product's own queue (`workflows/scan-queue.ts`)
 * and the pace of live calls (`src/domain/call-pace.ts`). Pure; time is simulated, in milliseconds.
 */
import { freshPace, grant } from '../../src/domain/call-pace.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { createScanQueue } from '../../workflows/scan-queue.js';
import { createTimeline } from './simulated-scan.js';

/** What is assumed. */
export interface Day {
  /** Changed files, of as many users in turn, one call each. */
  readonly changes: number;
  readonly users: number;
  /** The time in which they are made, evenly. */
  readonly withinMs: number;
  readonly callsPerMinute: number;
  readonly latencyMs: number;
  readonly slots: number;
  /** Files that a slot takes at a time, and of these at the same time. */
  readonly batch: number;
  readonly atOnce: number;
}

/** How the day went. */
export interface SimulatedDay {
  /** From the first change to the last rescan. */
  readonly seconds: number;
  /** Milliseconds from each change to its rescan. */
  readonly delaysMs: readonly number[];
  /** The most changes that waited, in the workflow and in Postgres. */
  readonly mostWaiting: number;
  readonly mostInPostgres: number;
}

type Happening = { readonly kind: 'change' } | { readonly kind: 'free'; readonly batch: readonly Promotion[] };
/** How many rows one query loads. */
const RELOAD = 500;

/** Makes all changes and rescans them. */
export function simulateDay(day: Day): SimulatedDay {
  const queue = createScanQueue();
  const stored: Promotion[] = [];
  const paces = Array.from({ length: day.users }, () => freshPace(0));
  const spacingMs = 60_000 / day.callsPerMinute;
  const everyMs = day.withinMs / day.changes;
  const timeline = createTimeline<Happening>();
  const delaysMs: number[] = [];
  let [made, free, now, loaded, mostWaiting, mostInPostgres] = [0, day.slots, 0, 0, 0, 0];
  timeline.add(0, { kind: 'change' });

  for (let next = timeline.take(); next; next = timeline.take()) {
    now = next.at;
    if (next.value.kind === 'change') change();
    else {
      queue.markScanned(next.value.batch);
      free += 1;
    }
    reload();
    while (free > 0 && queue.countReady() > 0) serve();
  }
  return { seconds: now / 1_000, delaysMs, mostWaiting, mostInPostgres };

  function change(): void {
    const at = new Date(now).toISOString();
    const fileId = String(made);
    queue.add([
      {
        itemType: 'file',
        itemId: fileId,
        ownerId: null,
        eventId: fileId,
        eventType: 'EDIT',
        at,
        rank: 0,
        reason: 'modified',
      },
    ]);
    stored.push(...queue.drainOverflow());
    mostInPostgres = Math.max(mostInPostgres, stored.length - loaded);
    mostWaiting = Math.max(mostWaiting, stored.length - loaded + queue.countWaiting());
    made += 1;
    if (made < day.changes) timeline.add(made * everyMs, { kind: 'change' });
  }

  function reload(): void {
    if (!queue.wantsReload()) return;
    queue.beginReload();
    const rows = stored.slice(loaded, loaded + RELOAD);
    loaded += rows.length;
    queue.reload(rows, loaded === stored.length);
  }

  /** A slot rescans a batch: `atOnce` files at a time, each with one call. */
  function serve(): void {
    const batch = queue.take(day.batch);
    free -= 1;
    const lanes = Array.from({ length: day.atOnce }, () => now);
    for (const promotion of batch) {
      const lane = lanes.indexOf(Math.min(...lanes));
      const end = callAt(Number(promotion.itemId) % day.users, lanes[lane] ?? now) + day.latencyMs;
      lanes[lane] = end;
      delaysMs.push(end - Date.parse(promotion.at));
    }
    timeline.add(Math.max(...lanes), { kind: 'free', batch });
  }

  /** When the user's pace allows a live call that is wanted at `from`. */
  function callAt(user: number, from: number): number {
    for (let at = from; ;) {
      const { pace, granted } = grant(paces[user] ?? freshPace(at), { made: 0, live: 1, bulk: 0 }, spacingMs, at);
      paces[user] = pace;
      if (granted.live === 1) return granted.atOnce === 1 ? at : at + Math.max(granted.firstInMs - spacingMs, 0);
      at += granted.retryInMs;
    }
  }
}
