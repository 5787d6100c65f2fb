import type { ScanFigures } from '../../src/domain/scan.js';
import { scanNumbers } from '../../src/store/scan/progress.js';
import type { Db } from '../../src/store/sql/postgres.js';

/** How long figures are not read again, in milliseconds: counting a large frontier takes a moment. */
const FRESH_MS = 10_000;

/** A reader of a scan's figures; returns null if this process has read those of the connection in the last ten seconds. */
export function createFigures(db: Db): (connectionId: string) => Promise<ScanFigures | null> {
  const readAt = new Map<string, number>();
  return async (connectionId) => {
    const now = Date.now();
    for (const [id, at] of readAt) if (at <= now - FRESH_MS) readAt.delete(id);
    if (readAt.has(connectionId)) return null;
    readAt.set(connectionId, now);
    return figuresOf(db, connectionId);
  };
}

/** Reads the figures of a scan: the same counts as the API's. */
export async function figuresOf(db: Db, connectionId: string): Promise<ScanFigures | null> {
  const numbers = await scanNumbers(db, connectionId);
  if (!numbers.startedAt) return null;
  return {
    startedAt: numbers.startedAt.toISOString(),
    countedAt: new Date().toISOString(),
    users: { done: numbers.usersDone, total: numbers.usersTotal - numbers.usersSkipped, skipped: numbers.usersSkipped },
    folders: { listed: numbers.foldersListed, waiting: numbers.foldersWaiting },
    files: numbers.filesFound,
    problems: numbers.problems,
  };
}
