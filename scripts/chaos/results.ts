/** The results of rounds, and their summary. */
import type { Sample } from './judge-health.js';
import type { BlowKind } from './plan.js';

/** The result of a round; it failed if anything was lost or untrue. */
export interface RoundResult {
  readonly seed: number;
  readonly ms: number;
  readonly blows: readonly BlowKind[];
  /** Milliseconds from the end of the blows; null if Boxward did not recover in time. */
  readonly recoveryMs: number | null;
  readonly losses: readonly string[];
  readonly untrue: readonly string[];
  /** What an admin had to do. */
  readonly help: readonly string[];
  /** How often a process ended although no blow ended it. */
  readonly endedByThemselves: number;
  readonly connectionId: string | null;
  readonly samples: readonly Sample[];
}

/** Whether nothing was lost and nothing untrue was said. */
export const hasPassed = ({ losses, untrue }: RoundResult): boolean => losses.length === 0 && untrue.length === 0;

/** The sums of a run. */
export interface Totals {
  readonly rounds: number;
  readonly failedSeeds: readonly number[];
  readonly blows: Readonly<Partial<Record<BlowKind, number>>>;
  /** Of the rounds that recovered; null if none did. */
  readonly recoveryMs: { readonly p50: number; readonly p95: number; readonly max: number } | null;
  readonly losses: number;
  readonly untrue: number;
  readonly help: number;
  readonly endedByThemselves: number;
}

/** Adds up the rounds of a run. */
export function totalsOf(rounds: readonly RoundResult[]): Totals {
  const blows: Partial<Record<BlowKind, number>> = {};
  for (const kind of rounds.flatMap((round) => round.blows)) blows[kind] = (blows[kind] ?? 0) + 1;
  const recoveries = rounds
    .flatMap(({ recoveryMs }) => (recoveryMs === null ? [] : [recoveryMs]))
    .sort((a, b) => a - b);
  const at = (share: number) => recoveries[Math.min(Math.floor(recoveries.length * share), recoveries.length - 1)] ?? 0;
  const sum = (count: (round: RoundResult) => number) => rounds.reduce((total, round) => total + count(round), 0);
  return {
    rounds: rounds.length,
    failedSeeds: rounds.filter((round) => !hasPassed(round)).map(({ seed }) => seed),
    blows,
    recoveryMs: recoveries.length === 0 ? null : { p50: at(0.5), p95: at(0.95), max: at(1) },
    losses: sum(({ losses }) => losses.length),
    untrue: sum(({ untrue }) => untrue.length),
    help: sum(({ help }) => help.length),
    endedByThemselves: sum((round) => round.endedByThemselves),
  };
}

/** The summary of a run in lines. `repeat` returns the command that repeats a seed. */
export function summaryLines(totals: Totals, repeat: (seed: number) => string): string[] {
  const { recoveryMs, blows } = totals;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const kinds = Object.entries(blows).sort(([, a], [, b]) => b - a);
  return [
    'Summary',
    `  Rounds              ${totals.rounds}, ${totals.failedSeeds.length} failed`,
    `  Blows               ${kinds.reduce((sum, [, count]) => sum + count, 0)}: ${kinds.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    `  Recovery            ${recoveryMs ? `p50 ${seconds(recoveryMs.p50)}, p95 ${seconds(recoveryMs.p95)}, max ${seconds(recoveryMs.max)}` : 'never'}`,
    `  Losses              ${totals.losses}`,
    `  Untrue statements   ${totals.untrue}`,
    `  Help by an admin    ${totals.help}`,
    `  Unexpected ends     ${totals.endedByThemselves} of processes, each started again`,
    ...totals.failedSeeds.map((seed) => `  Repeat              ${repeat(seed)}`),
  ];
}
