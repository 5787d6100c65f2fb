/** Injected faults: which are active, and which requests and events they hit. */
import { randomFraction } from '../../random.js';

/** Faults of a request. They apply before its effect; the last six apply to its response. */
export const REQUEST_FAULTS = [
  'latency',
  'expiredToken',
  'revokedToken',
  '403',
  '404',
  '409',
  '429',
  '500',
  '502html',
  '503',
  'reset',
  'hang',
  'resetAfterEffect',
  'slowDrip',
  'truncatedJson',
  'wrongJson',
  'wrongContentType',
  'clockSkew',
] as const;
/** Faults of events, decided for each event of a response; `lateEvents` is decided when an event is recorded. */
export const EVENT_FAULTS = ['duplicateEvents', 'outOfOrderEvents', 'lateEvents'] as const;
/** Faults that take effect at once and are not stored. */
export const TOKEN_FAULTS = ['expireAccessTokens', 'revokeRefreshTokens'] as const;
/** A fault of a request. */
export type RequestFaultKind = (typeof REQUEST_FAULTS)[number];
/** A fault of events. */
export type EventFaultKind = (typeof EVENT_FAULTS)[number];

/** An active fault. */
export interface Fault {
  readonly id: string;
  readonly kind: RequestFaultKind | EventFaultKind;
  /** A substring of "METHOD /path?query". Absent: all API requests or all events. */
  readonly route?: string | undefined;
  readonly userId?: string | undefined;
  /** The share of requests or events that are hit, 0 to 1; `seed` determines which. */
  readonly rate: number;
  /** The maximum number of hits. */
  readonly count?: number | undefined;
  readonly seed: number;
  /** A duration, delay or offset in milliseconds, depending on the kind. */
  readonly ms?: number | undefined;
  /** The distribution of latency: always `ms`, or at least `ms` with rare, much longer delays. */
  readonly tail?: 'fixed' | 'pareto' | undefined;
  /** Hits so far, and requests or events that could have been hit. */
  hits: number;
  tries: number;
}

/** A request, as far as faults select by it: "METHOD /path?query", and the user that it acts as. */
export interface RequestTarget {
  readonly route: string;
  readonly userId: string | null;
}

/** A hit of a fault. `number` counts the fault's hits from 1. */
export interface FaultHit {
  readonly fault: Fault;
  readonly number: number;
}

/** The active faults of one simulator. */
export interface Faults {
  add(fault: Omit<Fault, 'id' | 'hits' | 'tries'>): Fault;
  list(): readonly Fault[];
  /** Removes a fault. Returns false for an unknown id. */
  remove(id: string): boolean;
  clear(): void;
  /**
   * The faults that hit a request, in the order in which they were added. Each is decided when the iteration reaches
   * it.
   */
  hitRequest(target: RequestTarget): Iterable<FaultHit>;
  /**
   * The fault of a kind that hits the next event. `target` is the request that reads it; absent while it is recorded.
   */
  hitEvent(kind: EventFaultKind, target?: RequestTarget): Fault | undefined;
}

/** No active faults. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  let added = 0;

  function decide(fault: Fault): boolean {
    if (fault.count !== undefined && fault.hits >= fault.count) return false;
    fault.tries += 1;
    const isHit = randomFraction(fault.seed, 'fault', fault.kind, fault.tries) < fault.rate;
    if (isHit) fault.hits += 1;
    return isHit;
  }

  return {
    add(fault) {
      added += 1;
      const active: Fault = { ...fault, id: String(added), hits: 0, tries: 0 };
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
    *hitRequest(target) {
      // Iterate over a copy: faults added while the request waits do not apply to it.
      for (const fault of [...faults]) {
        const isRequestFault = (REQUEST_FAULTS as readonly string[]).includes(fault.kind);
        if (isRequestFault && appliesTo(fault, target) && decide(fault)) yield { fault, number: fault.hits };
      }
    },
    hitEvent: (kind, target) =>
      faults.find(
        (fault) => fault.kind === kind && (target === undefined || appliesTo(fault, target)) && decide(fault),
      ),
  };
}

/** Whether a fault applies to a request. */
const appliesTo = (fault: Fault, { route, userId }: RequestTarget): boolean =>
  (fault.route === undefined || route.includes(fault.route)) && (fault.userId === undefined || fault.userId === userId);

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
