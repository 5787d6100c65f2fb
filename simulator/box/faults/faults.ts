/** Injected faults: which are active, and which requests and events they hit. */
import { randomFraction } from '../../random.js';
import type { Clock } from '../../time/clock.js';
import { type EachFaultKind, type Fault, type FaultHit, type NewFault, REQUEST_FAULTS } from './kinds.js';
import { appliesTo, type RequestTarget } from './targets.js';

/** Who causes a fault of a request: Box or the network, or somebody between, who responds before Box sees it. */
export type FaultSource = 'box' | 'foreign';

/** The active faults of one simulator. */
export interface Faults {
  add(fault: NewFault): Fault;
  list(): readonly Fault[];
  /** Removes a fault. Returns false for an unknown id. */
  remove(id: string): boolean;
  clear(): void;
  /**
   * The faults that hit a request, in the order in which they were added. Each is decided when the iteration reaches
   * it.
   */
  hitRequest(target: RequestTarget, from: FaultSource): Iterable<FaultHit>;
  /**
   * The fault of a kind that hits the next event, entry or page. `target` is the request that reads it; absent while an
   * event is recorded. Faults that do not accept it are not tried.
   */
  hitEach(kind: EachFaultKind, target?: RequestTarget, entry?: FaultedEntry): FaultHit | undefined;
}

/** An entry or page of a list. */
export interface FaultedEntry {
  readonly entryId?: string;
  readonly accepts: (fault: Fault) => boolean;
}

/** No active faults. */
export function createFaults(clock: Clock): Faults {
  let faults: Fault[] = [];
  let added = 0;

  function decide(fault: Fault): boolean {
    if (fault.count !== undefined && fault.hits >= fault.count) return false;
    if (fault.endsAt !== null && clock.now() >= Date.parse(fault.endsAt)) return false;
    fault.tries += 1;
    const isHit = randomFraction(fault.seed, 'fault', fault.kind, fault.tries) < fault.rate;
    if (isHit) fault.hits += 1;
    return isHit;
  }

  return {
    add(fault) {
      added += 1;
      const endsAt = fault.forMs === undefined ? null : new Date(clock.now() + fault.forMs).toISOString();
      const entriesHit = fault.kind === 'oddEntries' ? { entriesHit: [] } : {};
      const active: Fault = { ...fault, ...entriesHit, id: String(added), endsAt, hits: 0, tries: 0 };
      faults.push(active);
      return active;
    },
    list: () => faults,
    remove(id) {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear: () => {
      faults = [];
    },
    *hitRequest(target, from) {
      // Iterate over a copy: faults added while the request waits do not apply to it.
      for (const fault of [...faults]) {
        const isRequestFault = (REQUEST_FAULTS as readonly string[]).includes(fault.kind);
        const isFrom = (fault.kind === 'foreign') === (from === 'foreign');
        if (isRequestFault && isFrom && appliesTo(fault, target) && decide(fault)) yield { fault, number: fault.hits };
      }
    },
    hitEach(kind, target, entry) {
      const fault = faults.find(
        (each) =>
          each.kind === kind &&
          (target === undefined || appliesTo(each, target)) &&
          (entry === undefined || entry.accepts(each)) &&
          decide(each),
      );
      if (!fault) return undefined;
      if (entry?.entryId !== undefined) fault.entriesHit?.push(entry.entryId);
      if ((fault.entriesHit?.length ?? 0) > MAX_ENTRIES_HIT) fault.entriesHit?.shift();
      return { fault, number: fault.hits };
    },
  };
}

const MAX_ENTRIES_HIT = 1_000;
const PARETO_SHAPE = 1.5;
const MAX_FACTOR = 50;

/**
 * The delay of a latency hit, in milliseconds: `ms` (1 s by default). With a Pareto tail it is at least `ms`, three
 * times that on average, and at most fifty times.
 */
export function latencyOf({ fault: { ms = 1_000, tail, seed }, number }: FaultHit): number {
  if (tail !== 'pareto') return ms;
  return Math.round(ms * Math.min((1 - randomFraction(seed, 'tail', number)) ** (-1 / PARETO_SHAPE), MAX_FACTOR));
}
