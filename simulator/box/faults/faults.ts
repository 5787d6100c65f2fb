/** Trouble on demand: which faults are in force, and whom they strike. */
import { randomFraction } from '../../random.js';

/** Faults of a request: before its effect, or (the last six) in its answer. */
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
/** Faults of an event, drawn once for each event of an answer; `lateEvents` once for each that happens. */
export const EVENT_FAULTS = ['duplicateEvents', 'outOfOrderEvents', 'lateEvents'] as const;
/** Faults that strike at once and are not kept. */
export const TOKEN_FAULTS = ['expireAccessTokens', 'revokeRefreshTokens'] as const;
/** One of the faults of a request. */
export type RequestFaultKind = (typeof REQUEST_FAULTS)[number];
/** One of the faults of an event. */
export type EventFaultKind = (typeof EVENT_FAULTS)[number];

/** A fault in force: which requests it strikes, how often, how many times at most. */
export interface Fault {
  readonly id: string;
  readonly kind: RequestFaultKind | EventFaultKind;
  /** Part of "METHOD /path?query"; all requests to the API, or all events, when absent. */
  readonly route?: string | undefined;
  readonly userId?: string | undefined;
  /** The share of requests that are struck, 0 to 1, drawn from `seed`. */
  readonly rate: number;
  readonly count?: number | undefined;
  readonly seed: number;
  /** How long, how late or how far off, in milliseconds; what it means is the kind's to say. */
  readonly ms?: number | undefined;
  /** How latency is spread: always `ms`, or at least `ms` with rare answers that take far longer. */
  readonly tail?: 'fixed' | 'pareto' | undefined;
  /** How often it struck, and how often it could have. */
  hits: number;
  tries: number;
}

/** A request: "METHOD /path?query", and on whose behalf it is made. */
export interface RequestTarget {
  readonly route: string;
  readonly userId: string | null;
}

/** One stroke of a fault; `turn` counts that fault's strokes from 1. */
export interface FaultHit {
  readonly fault: Fault;
  readonly number: number;
}

/** The faults of one simulator. */
export interface Faults {
  add(fault: Omit<Fault, 'id' | 'hits' | 'tries'>): Fault;
  list(): readonly Fault[];
  /** Ends one fault; false when there is none of that id. */
  remove(id: string): boolean;
  clear(): void;
  /** The faults that strike a request, in the order in which they were added; each is drawn when it is reached. */
  hitRequest(request: RequestTarget): Iterable<FaultHit>;
  /** The event fault of this kind that strikes now, drawn once per event; `asked` is who asks for the event, if anybody. */
  hitEvent(kind: EventFaultKind, asked?: RequestTarget): Fault | undefined;
}

/** No faults yet. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  let added = 0;

  function hits(fault: Fault): boolean {
    if (fault.count !== undefined && fault.hits >= fault.count) return false;
    fault.tries += 1;
    const struck = randomFraction(fault.seed, 'fault', fault.kind, fault.tries) < fault.rate;
    if (struck) fault.hits += 1;
    return struck;
  }

  return {
    add(fault) {
      added += 1;
      const inForce: Fault = { ...fault, id: String(added), hits: 0, tries: 0 };
      faults.push(inForce);
      return inForce;
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
    *hitRequest(asked) {
      // A copy: a request may take its time, and faults that are added meanwhile are none of its.
      for (const fault of [...faults]) {
        const isOne = (REQUEST_FAULTS as readonly string[]).includes(fault.kind);
        if (isOne && isAbout(fault, asked) && hits(fault)) yield { fault, number: fault.hits };
      }
    },
    hitEvent: (kind, asked) =>
      faults.find((fault) => fault.kind === kind && (asked === undefined || isAbout(fault, asked)) && hits(fault)),
  };
}

/** Whether a fault is one of such requests. */
const isAbout = (fault: Fault, { route, userId }: RequestTarget): boolean =>
  (fault.route === undefined || route.includes(fault.route)) && (fault.userId === undefined || fault.userId === userId);

const SHAPE = 1.5;
const LONGEST = 50;

/**
 * How long a stroke of latency takes, in milliseconds: `ms` (1 s unless given); with a Pareto tail at least that, on
 * average three times that, and never more than fifty times.
 */
export function latencyOf({ fault: { ms = 1_000, tail, seed }, number }: FaultHit): number {
  if (tail !== 'pareto') return ms;
  return Math.round(ms * Math.min((1 - randomFraction(seed, 'tail', number)) ** (-1 / SHAPE), LONGEST));
}
