import { createCollaborationProbe, type CollaborationProbe } from './collaboration-probe.js';
import type { Db } from '../../src/store/sql/postgres.js';
import { createInheritance, type Inheritance } from './inheritance.js';
import { createRecorder, type Recorder } from './recorder.js';
import { createTurns, type Turns } from './turns.js';

/** What the slices of a connection share in a worker process. Nothing depends on it but the number of calls and statements. */
export interface Memory {
  readonly inheritance: Inheritance;
  readonly probe: CollaborationProbe;
  readonly recorder: Recorder;
  readonly turns: Turns;
}

/** Connections whose memory is kept per worker process. */
const MAX_CONNECTIONS = 500;

/** Memories that this process keeps by connection; the one used longest ago is forgotten first. */
export function memoriesOf<T>(create: (connectionId: string) => T): { of(connectionId: string): T } {
  const memories = new Map<string, T>();
  return {
    of(connectionId) {
      const memory = memories.get(connectionId) ?? create(connectionId);
      memories.delete(connectionId);
      memories.set(connectionId, memory);
      const [oldest] = memories.keys();
      if (memories.size > MAX_CONNECTIONS && oldest !== undefined) memories.delete(oldest);
      return memory;
    },
  };
}

/** The memories of all connections that this process scans. */
export const createMemories = (db: Db): { of(connectionId: string): Memory } =>
  memoriesOf(() => ({
    inheritance: createInheritance(),
    probe: createCollaborationProbe(),
    recorder: createRecorder(db),
    turns: createTurns(),
  }));
