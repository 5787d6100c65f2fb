/** What the harness knows to be broken at a moment, as far as a statement about health can be compared with it. */
import type { ChaosStack } from './chaos-stack.js';
import { CUTS, SERVERS, type ClientName, type Fault, type ServerName } from './plan.js';

/** What is broken: a server, for every worker; or every worker. */
export type Breakage = 'workers' | ServerName;

/** What can be known about the stack at a moment. */
export interface World {
  readonly isUp: (process: 'worker-1' | 'worker-2' | ServerName) => boolean;
  readonly isCut: (client: ClientName, server: ServerName) => boolean;
  /** The faults of the simulator that are in force. */
  readonly faults: readonly Fault[];
}

const WORKERS = ['worker-1', 'worker-2'] as const;
/** Faults after which no request has a useful answer. Other kinds are not judged. */
const FAILING = ['500', '502html', '503', 'reset', 'hang', 'truncatedJson', 'foreign'];
/** Fields that limit a fault to some requests. */
const SELECTORS = ['route', 'at', 'userId', 'itemId', 'asUser', 'stream', 'count', 'forMs'];

/** What is broken for every worker that is up. */
export function breakagesOf({ isUp, isCut, faults }: World): Breakage[] {
  const workers = WORKERS.filter(isUp);
  if (workers.length === 0) return ['workers'];
  const isOut = faults.some(
    (fault) => FAILING.includes(fault.kind) && fault['rate'] === 1 && SELECTORS.every((name) => !(name in fault)),
  );
  return SERVERS.filter(
    (server) => !isUp(server) || (server === 'simulator' && isOut) || workers.every((worker) => isCut(worker, server)),
  );
}

/** The world of a running stack. */
export const worldOf = (stack: ChaosStack, faults: readonly Fault[]): World => ({
  isUp: (name) => stack.process(name).isUp,
  isCut: (client, server) => {
    const { kind } = stack.proxy(client, server).disturbance;
    return (CUTS as readonly string[]).includes(kind);
  },
  faults,
});
