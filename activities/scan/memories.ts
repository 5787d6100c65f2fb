import { createCollaborationProbe, type CollaborationProbe } from './collaboration-probe.js';
import { createInheritance, type Inheritance } from './inheritance.js';

/** What a worker process remembers of a connection between slices. Nothing depends on it but the number of calls. */
export interface Memory {
  readonly inheritance: Inheritance;
  readonly probe: CollaborationProbe;
}

/** Connections whose memory is kept per worker process. */
const MAX_CONNECTIONS = 500;

/** The memories of all connections that this process scans; the one used longest ago is forgotten first. */
export function createMemories(): { of(connectionId: string): Memory } {
  const memories = new Map<string, Memory>();
  return {
    of(connectionId) {
      const memory = memories.get(connectionId) ?? {
        inheritance: createInheritance(),
        probe: createCollaborationProbe(),
      };
      memories.delete(connectionId);
      memories.set(connectionId, memory);
      const [oldest] = memories.keys();
      if (memories.size > MAX_CONNECTIONS && oldest !== undefined) memories.delete(oldest);
      return memory;
    },
  };
}
