/** Samples what Boxward says about a connection, once a second. */
import { z } from 'zod';
import type { ChaosStack } from './chaos-stack.js';
import type { Sample, Statement } from './judge-health.js';
import type { Fault } from './plan.js';
import { breakagesOf, worldOf } from './world.js';

/** The samples of a round. */
export interface Observer {
  readonly samples: readonly Sample[];
  stop(): Promise<void>;
}

const EVERY_MS = 1_000;
const RESPONSE_WITHIN_MS = 3_000;

const body = z.object({
  status: z.string(),
  coverage: z.string().nullable(),
  health: z.object({ state: z.string(), reasons: z.array(z.object({ code: z.string() })) }).optional(),
  /** `problems` counts skipped users too. */
  scan: z.object({ problems: z.number() }),
});

/** Starts sampling. `faults` returns those in force; `expectedSkips` is the number of users that the account may not see. */
export function observe(
  stack: ChaosStack,
  connectionId: string,
  given: { readonly faults: () => readonly Fault[]; readonly expectedSkips: number },
): Observer {
  const samples: Sample[] = [];
  const pending = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const sampling = sample().finally(() => pending.delete(sampling));
    pending.add(sampling);
  }, EVERY_MS);

  const breakages = () => breakagesOf(worldOf(stack, given.faults()));

  async function sample(): Promise<void> {
    const at = Date.now();
    const before = breakages();
    const said = await statement().catch(() => null);
    // An answer that waited for the end of a breakage is of the time after it.
    const after = breakages();
    samples.push({ at, broken: before.filter((each) => after.includes(each)), said });
  }

  async function get(address: string): Promise<unknown> {
    const response = await fetch(`${stack.apiUrl}${address}`, {
      headers: { authorization: `Bearer ${stack.adminToken}` },
      signal: AbortSignal.timeout(RESPONSE_WITHIN_MS),
    });
    if (!response.ok) throw new Error(`${address} returned ${response.status}`);
    return response.json();
  }

  async function statement(): Promise<Statement> {
    const overall = get('/v1/health').then((answer) => z.object({ state: z.string() }).parse(answer).state);
    const [{ health, coverage, scan }, deployment] = await Promise.all([
      get(`/v1/connections/${connectionId}`).then((answer) => body.parse(answer)),
      overall.catch(() => null),
    ]);
    return {
      state: health?.state ?? 'unknown',
      overall: deployment,
      codes: health?.reasons.map(({ code }) => code) ?? [],
      coverage,
      unseen: Math.max(scan.problems - given.expectedSkips, 0),
    };
  }

  return {
    get samples() {
      return [...samples].sort((a, b) => a.at - b.at);
    },
    async stop() {
      clearInterval(timer);
      await Promise.allSettled(pending);
    },
  };
}
