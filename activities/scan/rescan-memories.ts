import { knownFolders, type KnownFolder } from '../../src/store/scan/items.js';
import type { RescanDelay } from '../../src/store/scan/rescans.js';
import type { Db } from '../../src/store/sql/postgres.js';
import { groupCalls } from '../../src/util/group-calls.js';
import { memoriesOf } from './memories.js';
import { createRescanRecorder, type ScannedFile } from './rescan-recorder.js';

/** What the rescans of a connection share in a worker process. Nothing depends on it but the number of statements. */
export interface RescanMemory {
  /** Records a file (`createRescanRecorder`). */
  readonly record: (scanned: ScannedFile) => Promise<RescanDelay>;
  /** Returns the active folders among these ids, and maybe others, by id. */
  readonly knownFolders: (ids: readonly string[]) => Promise<ReadonlyMap<string, KnownFolder>>;
}

/** The most items whose folders are read together. */
const MAX_READ = 200;

/** The memories of all connections whose items this process rescans. */
export const createRescanMemories = (db: Db): { of(connectionId: string): RescanMemory } =>
  memoriesOf((connectionId) => createMemory(db, connectionId));

function createMemory(db: Db, connectionId: string): RescanMemory {
  return {
    record: createRescanRecorder(db, connectionId),
    knownFolders: groupCalls(
      async (asked: readonly (readonly string[])[]) => {
        const folders = await knownFolders(db, connectionId, asked.flat());
        return asked.map(() => folders);
      },
      { limit: MAX_READ, concernsAll: () => true },
    ),
  };
}
