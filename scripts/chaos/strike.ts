/** Strikes blows on a running stack, and ends them. */
import { setTimeout as delay } from 'node:timers/promises';
import { simulatorAt } from '../../clients/simulator.js';
import type { ChaosStack } from './chaos-stack.js';
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
}

const ASK_AGAIN_MS = 500;
const STRIKE_WITHIN_MS = 20_000;

/** The blows of a plan. `say` receives what happens. */
export function blowsOf(stack: ChaosStack, plan: Plan, say: (line: string) => void): Blows {
  const simulator = simulatorAt(stack.simulatorUrl);
  const faults = new Set<Fault>();
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
          // A restart of the simulator has removed it.
          await untilTaken(() => simulator.removeFault(id).catch(isGone));
        };
      }
      case 'clock': {
        const now = await untilTaken(async () => {
          await simulator.advance(blow.advanceMs);
          return simulator.now();
        });
        if (now !== undefined) jumps.push({ at: Date.now(), aheadMs: now - Date.now() });
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
