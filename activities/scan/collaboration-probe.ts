import { isBoxError } from '../../src/box/errors.js';
import type { ScanContext } from './context.js';

/** An item whose collaborations could be read. */
interface Readable {
  readonly type: 'file' | 'folder';
  readonly id: string;
  readonly asUser: string;
}

/** The well-known call for collaborations: one that has worked before, for a connection. */
export interface CollaborationProbe {
  /** Remembers that the collaborations of an item could be read. */
  worked(item: Readable): void;
  /** Whether reading collaborations works now: if it does, a failure to read those of an item is the item's. */
  works(scan: ScanContext): Promise<boolean>;
}

/** How long the outcome of the call, and a success, count as current, in milliseconds. */
const FRESH_MS = 10_000;

/** A probe without a memory: until a call has worked, nothing is known to work. */
export function createCollaborationProbe(): CollaborationProbe {
  let last: Readable | null = null;
  let checked: { readonly at: number; readonly outcome: Promise<boolean> } | null = null;

  async function call({ client, signal }: ScanContext, { asUser, ...item }: Readable): Promise<boolean> {
    try {
      await client.collaborations(item, { marker: null, limit: 1 }, { asUser, purpose: 'collaborations', signal });
      return true;
    } catch (error) {
      if (!isBoxError(error) || error.type === 'BoxUnauthorized') throw error;
      // The item may be gone: another one is remembered at the next success.
      if (error.type === 'BoxNotFound') last = null;
      return false;
    }
  }

  return {
    worked(item) {
      last = item;
    },
    works(scan) {
      if (!last) return Promise.resolve(false);
      if (!checked || Date.now() - checked.at >= FRESH_MS) checked = { at: Date.now(), outcome: call(scan, last) };
      return checked.outcome;
    },
  };
}
