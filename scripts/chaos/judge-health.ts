/** Judges whether what Boxward said at each moment of a round was so. */
import type { Breakage } from './world.js';

/** What Boxward said to one question, and what was broken meanwhile. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  /** What was broken when the API was asked, and still was when it answered. */
  readonly broken: readonly Breakage[];
  /** Null if the API did not respond, or reports no health. */
  readonly said: Statement | null;
}

/** What the API said. */
export interface Statement {
  /** The health of the connection. */
  readonly state: string;
  /** The health of the deployment with all connections; null if the API did not respond. */
  readonly overall: string | null;
  readonly codes: readonly string[];
  readonly coverage: string | null;
  /** Users or folders that the scan could not see, by its own count. */
  readonly unseen: number;
}

/** How long Boxward may take to say what happens. */
export const GRACE_MS = 60_000;

/** Every untrue statement, each in one line; a statement that lasts counts once. */
export function untrueStatements(samples: readonly Sample[]): string[] {
  const lines: string[] = [];
  const broken = new Map<Breakage, number>();
  let workersSince: number | null = null;
  const said = new Set<string>();
  const report = (key: string, at: number, line: string): void => {
    if (!said.has(key)) lines.push(`${new Date(at).toISOString()}: ${line}`);
    said.add(key);
  };

  for (const sample of samples) {
    for (const each of [...broken.keys()]) if (!sample.broken.includes(each)) broken.delete(each);
    for (const each of sample.broken) if (!broken.has(each)) broken.set(each, sample.at);
    workersSince = sample.broken.length > 0 ? null : (workersSince ?? sample.at);
    const { said: statement, at } = sample;
    if (!statement) continue;
    for (const [where, state] of [
      ['the connection', statement.state],
      ['the deployment', statement.overall],
    ]) {
      if (state !== 'healthy') continue;
      for (const [what, since] of broken) {
        if (at - since <= GRACE_MS) continue;
        report(
          `${where}/${what}/${since}`,
          at,
          `${where} says healthy although ${NAMES[what]} for ${seconds(at - since)}`,
        );
      }
    }
    if (statement.codes.includes('no_worker') && workersSince !== null && at - workersSince > GRACE_MS) {
      report(`no_worker/${workersSince}`, at, `says no_worker although both work since ${seconds(at - workersSince)}`);
    }
    if (statement.coverage === 'full' && statement.unseen > 0) {
      report('full', at, `says that coverage is full although it could not see ${statement.unseen} users or folders`);
    }
  }
  return lines;
}

const NAMES: Readonly<Record<Breakage, string>> = {
  workers: 'no worker runs',
  postgres: 'no worker reaches Postgres',
  temporal: 'no worker reaches Temporal',
  simulator: 'Box gives no useful answer',
};

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
