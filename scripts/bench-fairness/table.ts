/** The figures of the benchmark, as a table and as a judgement. */
import type { ScanTimes } from './scans.js';

/** What was measured. Delays are milliseconds, null for a change that was not rescanned. */
export interface Fairness {
  /** The small connection by itself. */
  readonly alone: ScanTimes;
  /** The small connection while the big one was scanned. */
  readonly beside: ScanTimes;
  readonly big: ScanTimes;
  readonly liveDelays: readonly (number | null)[];
  /** All connections at the same time, the big one first. */
  readonly together: readonly ScanTimes[];
}

/** What is unfair, each in one line. */
export function fairnessFaults({ beside, big, liveDelays, together }: Fairness): string[] {
  const [bigTogether, ...smallTogether] = together;
  const late = smallTogether.filter(({ endedAt }) => endedAt > (bigTogether?.endedAt ?? Infinity)).length;
  const missed = liveDelays.filter((ms) => ms === null).length;
  return [
    ...(beside.endedAt > big.endedAt
      ? ['the small connection ended after the big one, which had started before it']
      : []),
    ...(late > 0 ? [`${late} of ${smallTogether.length} small connections ended after the big one`] : []),
    ...(liveDelays.length === 0 ? ['no live change was measured: make the big connection bigger'] : []),
    ...(missed > 0 ? [`${missed} of ${liveDelays.length} live changes were not rescanned within a minute`] : []),
  ];
}

/** The table, one row a line. */
export function tableLines({ alone, beside, big, liveDelays, together }: Fairness): string[] {
  const delays = sorted(liveDelays.flatMap((ms) => ms ?? []));
  const small = sorted(together.slice(1).map(({ totalMs }) => totalMs));
  const times = (ms: number) => `${(ms / Math.max(alone.totalMs, 1)).toFixed(1)} ×`;
  const rows: [string, string, string][] = [
    ['', 'consent to end of scan', 'against alone'],
    [`Small (${alone.files} files) alone`, seconds(alone.totalMs), ''],
    ['Small beside big', seconds(beside.totalMs), times(beside.totalMs)],
    [`Big (${big.files} files)`, seconds(big.totalMs), ''],
    [`${small.length} small together, median`, seconds(at(small, 0.5)), times(at(small, 0.5))],
    [`${small.length} small together, slowest`, seconds(at(small, 1)), times(at(small, 1))],
    ['Big together with them', seconds(together[0]?.totalMs ?? 0), ''],
    [
      `Live changes beside the bulk (${delays.length})`,
      `p50 ${seconds(at(delays, 0.5))}`,
      `p95 ${seconds(at(delays, 0.95))}`,
    ],
  ];
  return rows.map(([what, time, ratio]) => `  ${what.padEnd(36)} ${time.padStart(24)} ${ratio.padStart(16)}`);
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const at = (values: readonly number[], share: number): number =>
  values[Math.min(Math.floor(values.length * share), values.length - 1)] ?? 0;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
