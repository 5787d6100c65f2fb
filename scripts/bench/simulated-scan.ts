/**
 * A first scan without Box and without Temporal: the order of the frontier, and the pace of each user by the product's own
 * `src/domain/call-pace.ts`. Pure; time is simulated, in milliseconds.
 */
import { freshPace, grant, type Pace } from '../../src/domain/call-pace.js';

/** The folders of one owner. Folder null is the root; `contentsOf` gives the numbers of subfolders and the count of files. */
export interface OwnerTree {
  readonly folders: number;
  contentsOf(folder: number | null): {
    readonly firstFolder: number;
    readonly endFolder: number;
    readonly files: number;
  };
}

/** What is assumed. */
export interface Assumptions {
  readonly owners: readonly OwnerTree[];
  readonly callsPerMinute: number;
  /** From a call to its answer; what Boxward does with it takes no time. */
  readonly latencyMs: number;
  /** Folders that are listed at the same time. */
  readonly inFlight: number;
  /** The share of folders and of files for which a call reads their collaborations. */
  readonly collaborated: { readonly folder: number; readonly file: number };
}

/** How the scan went. */
export interface SimulatedScan {
  readonly files: number;
  readonly folders: number;
  readonly calls: number;
  readonly seconds: number;
  /** The most folders that waited at any time. */
  readonly mostWaiting: number;
  /** The least time that these calls could take: by the pace of the user with the most, and by the calls in flight. */
  readonly leastSeconds: number;
}

/** Items of a page. */
const PAGE = 1_000;
const ROOT = -1;

interface Listing {
  readonly owner: number;
  readonly folder: number;
  readonly turn: number;
  callsLeft: number;
}

/**
 * Lists all folders by their turn (activities/scan/turns.ts), and those of the same turn in the order in which they were
 * found, beginning with every owner's root. A listing waits for its user's slot and keeps its place among those in flight,
 * as in a slice; but users whose calls wait are not passed over, as they are in a slice.
 */
export function simulateScan({
  owners,
  callsPerMinute,
  latencyMs,
  inFlight,
  collaborated,
}: Assumptions): SimulatedScan {
  const total = owners.reduce((sum, { folders }) => sum + folders, owners.length);
  const frontier = createFrontier(total);
  for (const owner of owners.keys()) frontier.add({ owner, folder: ROOT, turn: 0 });
  const paces: Pace[] = owners.map(() => freshPace(0));
  const spacingMs = 60_000 / callsPerMinute;
  const timeline = createTimeline<Listing>();
  let [now, busy, files, calls, mostWaiting, owed] = [0, 0, 0, 0, frontier.size, 0];
  const callsOfOwner = new Float64Array(owners.length);
  const nextTurn = new Int32Array(owners.length);

  for (;;) {
    while (busy < inFlight && frontier.size > 0) begin();
    const next = timeline.take();
    if (!next) break;
    now = next.at;
    proceed(next.value);
    mostWaiting = Math.max(mostWaiting, frontier.size);
  }
  const most = callsOfOwner.reduce((a, b) => Math.max(a, b), 0);
  const leastSeconds = Math.max(most * spacingMs, (calls * latencyMs) / inFlight) / 1_000;
  return { files, folders: total, calls, seconds: now / 1_000, mostWaiting, leastSeconds };

  function begin(): void {
    const claimed = frontier.take();
    const { owner, folder } = claimed;
    busy += 1;
    const { firstFolder, endFolder, files: own } = contents(owner, folder);
    owed += (folder === ROOT ? 0 : collaborated.folder) + own * collaborated.file;
    const reads = Math.floor(owed);
    owed -= reads;
    const pages = Math.max(Math.ceil((own + endFolder - firstFolder) / PAGE), 1);
    timeline.add(now, { ...claimed, callsLeft: pages + reads });
  }

  /** Makes the next call as soon as the user's pace allows it, or ends the listing. */
  function proceed(listing: Listing): void {
    const { owner, folder } = listing;
    if (listing.callsLeft === 0) {
      busy -= 1;
      const { firstFolder, endFolder, files: own } = contents(owner, folder);
      files += own;
      for (let child = firstFolder; child < endFolder; child += 1) {
        const turn = Math.max(nextTurn[owner] ?? 0, listing.turn + 1);
        nextTurn[owner] = turn + 1;
        frontier.add({ owner, folder: child, turn });
      }
      return;
    }
    const { pace, granted } = grant(paces[owner] ?? freshPace(now), { made: 0, live: 0, bulk: 1 }, spacingMs, now);
    paces[owner] = pace;
    if (granted.bulk === 0) {
      timeline.add(now + granted.retryInMs, listing);
      return;
    }
    listing.callsLeft -= 1;
    calls += 1;
    callsOfOwner[owner] = (callsOfOwner[owner] ?? 0) + 1;
    timeline.add(now + Math.max(granted.firstInMs, 0) + latencyMs, listing);
  }

  function contents(owner: number, folder: number) {
    return owners[owner]?.contentsOf(folder === ROOT ? null : folder) ?? { firstFolder: 0, endFolder: 0, files: 0 };
  }
}

/** The folders that wait, by their turn. Each is added once: the room is that of all folders. */
function createFrontier(total: number) {
  const ownerOf = new Int32Array(total);
  const folderOf = new Int32Array(total);
  const nextOf = new Int32Array(total);
  const queues: { first: number; last: number }[] = [];
  let [added, size, turn] = [0, 0, 0];
  return {
    get size() {
      return size;
    },
    add(entry: { readonly owner: number; readonly folder: number; readonly turn: number }): void {
      ownerOf[added] = entry.owner;
      folderOf[added] = entry.folder;
      const queue = (queues[entry.turn] ??= { first: -1, last: -1 });
      if (queue.first === -1) queue.first = added;
      else nextOf[queue.last] = added;
      queue.last = added;
      turn = Math.min(turn, entry.turn);
      added += 1;
      size += 1;
    },
    /** Takes the next folder; call it only while there is one. */
    take() {
      while ((queues[turn]?.first ?? -1) === -1) turn += 1;
      const queue = queues[turn] ?? { first: -1, last: -1 };
      const entry = queue.first;
      queue.first = entry === queue.last ? -1 : (nextOf[entry] ?? -1);
      size -= 1;
      return { owner: ownerOf[entry] ?? 0, folder: folderOf[entry] ?? ROOT, turn };
    },
  };
}

/** Entries in the order of their time; of the same time in the order in which they were added. */
export function createTimeline<T>() {
  // Few entries: as many as calls in flight.
  const entries: { readonly at: number; readonly value: T }[] = [];
  return {
    add(at: number, value: T): void {
      let place = entries.length;
      while (place > 0 && (entries[place - 1]?.at ?? 0) <= at) place -= 1;
      entries.splice(place, 0, { at, value });
    },
    take: () => entries.pop(),
  };
}
