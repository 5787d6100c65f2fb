/** Counts the calls that reach the simulator, in time. */
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatorControls } from '../../../clients/simulator.js';
import { eventually } from '../../../scripts/stack/eventually.js';

/** A running count. A name is a user's id, or the status of responses. */
export interface CallWatch {
  /** The calls so far. */
  now(name: string): number;
  /** Waits until the counts at `time` (epoch milliseconds) are known. */
  until(time: number): Promise<void>;
  /** The calls that were counted after `from` and before `to`, without those of which that is not sure. */
  between(name: string, from: number, to: number): number;
  /** By how many calls a rate was exceeded most, in any part of the time so far. */
  most(name: string, perSecond: number): number;
  stop(): Promise<void>;
}

/** The counts at a time between these two. */
interface Sample {
  readonly after: number;
  readonly before: number;
  readonly counts: ReadonlyMap<string, number>;
}

const EVERY_MS = 250;

/** Starts to count. */
export function watchCalls(simulator: SimulatorControls): CallWatch {
  const samples: Sample[] = [];
  const stopping = new AbortController();
  const running = run();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const after = Date.now();
      const { byUser, byStatus } = await simulator.requests();
      const counts = new Map([...Object.entries(byUser), ...Object.entries(byStatus)]);
      samples.push({ after, before: Date.now(), counts });
      await delay(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const of = (sample: Sample | undefined, name: string): number => sample?.counts.get(name) ?? 0;
  return {
    now: (name) => of(samples.at(-1), name),
    async until(time) {
      await eventually(
        () => Promise.resolve((samples.at(-1)?.after ?? 0) >= time),
        (isKnown) => isKnown,
        { timeoutMs: Math.max(time - Date.now(), 0) + 60_000 },
      );
    },
    between(name, from, to) {
      const first = samples.find(({ after }) => after >= from);
      const last = samples.findLast(({ before }) => before <= to);
      return Math.max(of(last, name) - of(first, name), 0);
    },
    most(name, perSecond) {
      let most = 0;
      for (const [index, first] of samples.entries()) {
        for (const last of samples.slice(index + 1)) {
          const allowed = ((last.before - first.after) / 1_000) * perSecond;
          most = Math.max(most, of(last, name) - of(first, name) - allowed);
        }
      }
      return most;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
