/** The form that every scenario of the benchmark has. */

/** What a scenario runs with. */
export interface Bench {
  /** Smaller sizes, so that all scenarios together take minutes. */
  readonly isQuick: boolean;
  /** From 0 on: rounds alternate the order in which they measure (`order.ts`). */
  readonly round: number;
  /** An empty folder for servers and logs. */
  readonly folder: string;
  /** Prints a line of progress. */
  readonly say: (line: string) => void;
}

/** One measured value; `variant` is the column of the scenario's table, `figure` its row. */
export interface Measured {
  readonly variant: string;
  readonly figure: string;
  readonly unit: string;
  readonly value: number;
}

/** The outcome of one round. */
export interface Round {
  readonly measured: readonly Measured[];
  /** Each in one line: what Boxward has stored, or done, that is not so at Box. */
  readonly faults: readonly string[];
  /** What a reader must know to understand the figures. */
  readonly notes?: readonly string[];
}

/** What the median of a figure must reach, or not exceed. */
export interface Target {
  readonly variant: string;
  readonly figure: string;
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
}

/** A scenario. */
export interface Scenario {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** What it measures, in one or two sentences. */
  readonly measures: string;
  /** What stands beside it in the same run. */
  readonly yardstick: string;
  /** How often everything is measured. A round measures all variants in turn, so that rounds interleave them. */
  readonly rounds: { readonly quick: number; readonly full: number };
  /** The figure that the chart shows for each variant. */
  readonly chart: string;
  readonly targets: readonly Target[];
  /** Measures every variant once. Throws if a server does not start, or a scan does not end. */
  readonly round: (bench: Bench) => Promise<Round>;
}
