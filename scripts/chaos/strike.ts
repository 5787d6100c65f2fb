/** Strikes blows on a running stack, and ends them. */
import { setTimeout as delay } from 'node:timers/promises';
import { simulatorAt } from '../../clients/simulator.js';
import type { ChaosStack } from './chaos-stack.js';
import type { HiddenEvents } from './judge-events.js';
import type { Jump } from './judge-rescans.js';
import { fillDisk, freeDisk } from './disk.js';
import { describeBlow, type Blow, type Fault, type Plan } from './plan.js';

/** What the blows of a round have done. */
export interface Blows {
  /** Strikes all blows at their times and ends each after its time. */
  run(): Promise<void>;
  /** The faults in force. */
  readonly faults: readonly Fault[];
  readonly jumps: readonly Jump[];
  /** Entries of lists that a fault has sent in another form; null if no fault does that. */
  readonly hidden: HiddenEvents | null;
}

/** The kind of fault that changes the form of entries. */
const HIDING = 'oddEntries';

/** How many hits the simulator remembers. */
const MAX_HITS = 1_000;
const ASK_AGAIN_MS = 500;
const STRIKE_WITHIN_MS = 20_000;

/** The blows of a plan. `say` receives what happens. */
export function blowsOf(stack: ChaosStack, plan: Plan, say: (line: string) => void): Blows {
  const simulator = simulatorAt(stack.simulatorUrl);
  const faults = new Set<Fault>();
  const hidden = plan.blows.some((blow) => blow.kind === 'fault' && blow.fault.kind === HIDING)
    ? { ids: new Set<string>(), areAll: true }
    : null;
  const jumps: { at: number; aheadMs: number }[] = [];

  async function strike(blow: Blow): Promise<() => Promise<void>> {
    switch (blow.kind) {
      case 'kill':
      case 'terminate':
      case 'freeze': {
        const hit = stack.process(blow.process);
        if (blow.kind === 'freeze') await hit.freeze();
        else await hit.holdDown(blow.kind === 'kill' ? 'SIGKILL' : 'SIGTERM');
        return () => hit.release();
      }
      case 'fault': {
        const { fault } = blow;
        const id = await untilTaken(() => simulator.fault(fault));
        if (id === undefined || id === null) return async () => undefined;
        faults.add(fault);
        return async () => {
          faults.delete(fault);
          if (fault.kind === HIDING) await noteHidden(id);
          // A restart of the simulator has removed it.
          await untilTaken(() => simulator.removeFault(id).catch(isGone));
        };
      }
      case 'clock': {
        // Users act on within the request that sets the clock.
        let at = Date.now();
        const now = await untilTaken(async () => {
          at = Date.now();
          await simulator.advance(blow.advanceMs);
          return simulator.now();
        });
        if (now !== undefined) jumps.push({ at, aheadMs: now - Date.now() });
        return async () => undefined;
      }
      case 'fullDisk': {
        const disk = stack.smallDisk;
        if (disk === null) return async () => undefined;
        await fillDisk(disk);
        return () => freeDisk(disk);
      }
      default: {
        const { clients, server } = blow;
        const proxies = clients.map((client) => stack.proxy(client, server));
        const disturbance = 'amount' in blow ? { kind: blow.kind, amount: blow.amount } : { kind: blow.kind };
        for (const proxy of proxies) await proxy.disturb(disturbance);
        return async () => {
          for (const proxy of proxies) await proxy.disturb({ kind: 'none' });
        };
      }
    }
  }

  async function noteHidden(id: string): Promise<void> {
    if (!hidden) return;
    const active = await untilTaken(() => simulator.faults());
    const hit = active?.find((each) => each.id === id)?.entriesHit;
    if (!hit || hit.length >= MAX_HITS) hidden.areAll = false;
    for (const entry of hit ?? []) hidden.ids.add(entry);
  }

  async function runOne(blow: Blow): Promise<void> {
    await delay(blow.at);
    say(`  ⚡ ${describeBlow(blow)}`);
    const end = await strike(blow);
    await delay(blow.forMs);
    await end();
  }

  return {
    async run() {
      await Promise.all(plan.blows.map(runOne));
    },
    get faults() {
      return [...faults];
    },
    jumps,
    hidden,
  };
}

/** Repeats a request to the simulator, which may be down or frozen. Undefined if it is not accepted in time. */
async function untilTaken<T>(send: () => Promise<T>): Promise<T | undefined> {
  const giveUpAt = Date.now() + STRIKE_WITHIN_MS;
  while (Date.now() < giveUpAt) {
    try {
      return await send();
    } catch (error) {
      if (isRefusal(error)) throw error;
      await delay(ASK_AGAIN_MS);
    }
  }
  return undefined;
}

const isRefusal = (error: unknown): boolean => error instanceof Error && /returned 4\d\d/.test(error.message);

function isGone(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('returned 404'))) throw error;
}
