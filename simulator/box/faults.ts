/** Trouble on demand. */
import { unit } from '../enterprise/random.js';

export const REQUEST_FAULTS = [
  'latency',
  '403',
  '404',
  '429',
  '500',
  '502html',
  'reset',
  'resetAfterEffect',
  'hang',
  'truncatedJson',
] as const;
export const EVENT_FAULTS = ['duplicateEvents', 'outOfOrderEvents', 'lateEvents'] as const;
export const TOKEN_FAULTS = ['expireAccessTokens', 'revokeRefreshTokens'] as const;
export type FaultKind = (typeof REQUEST_FAULTS)[number] | (typeof EVENT_FAULTS)[number] | (typeof TOKEN_FAULTS)[number];

/** A fault in force: which requests it strikes, how often, how many times at most. */
export interface Fault {
  readonly kind: FaultKind;
  /** Part of "METHOD /path"; all requests to the API when absent. */
  readonly route?: string | undefined;
  readonly userId?: string | undefined;
  readonly rate: number;
  readonly count?: number | undefined;
  readonly seed: number;
  readonly ms?: number | undefined;
  hits: number;
  tries: number;
}

export interface Faults {
  add(fault: Omit<Fault, 'hits' | 'tries'>): Fault;
  list(): readonly Fault[];
  clear(): void;
  /** The faults that strike a request, drawn once per request. */
  strike(request: { readonly route: string; readonly userId: string | null }): Fault[];
  /** The event fault of this kind that strikes now, drawn once per event. */
  strikesEvent(kind: (typeof EVENT_FAULTS)[number]): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];

  function hits(fault: Fault): boolean {
    if (fault.count !== undefined && fault.hits >= fault.count) return false;
    fault.tries += 1;
    const struck = unit(fault.seed, 'fault', fault.kind, fault.tries) < fault.rate;
    if (struck) fault.hits += 1;
    return struck;
  }

  return {
    add(fault) {
      const added: Fault = { ...fault, hits: 0, tries: 0 };
      faults.push(added);
      return added;
    },
    list: () => faults,
    clear: () => {
      faults = [];
    },
    strike: ({ route, userId }) =>
      faults.filter(
        (fault) =>
          (REQUEST_FAULTS as readonly string[]).includes(fault.kind) &&
          (fault.route === undefined || route.includes(fault.route)) &&
          (fault.userId === undefined || fault.userId === userId) &&
          hits(fault),
      ),
    strikesEvent: (kind) => faults.find((fault) => fault.kind === kind && hits(fault)),
  };
}
