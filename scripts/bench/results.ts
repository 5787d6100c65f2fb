/** The file that a benchmark writes, and that the page is made from. */
import { z } from 'zod';
import type { Measured, Round, Scenario, Target } from './scenario.js';
import { median } from './statistics.js';

const figure = z.object({ variant: z.string(), figure: z.string(), unit: z.string(), values: z.array(z.number()) });
/** A figure with its value in each round. */
export type Figure = z.infer<typeof figure>;

const target = z.object({
  variant: z.string(),
  figure: z.string(),
  bound: z.enum(['at least', 'at most']),
  limit: z.number(),
  /** The median; null if it was not measured. */
  value: z.number().nullable(),
  isMet: z.boolean(),
});
/** A target, and whether it was met. */
export type JudgedTarget = z.infer<typeof target>;

const machine = z.object({
  cores: z.number(),
  processor: z.string(),
  memoryGib: z.number(),
  system: z.string(),
  node: z.string(),
  postgres: z.string(),
  temporal: z.string(),
});
/** The machine and the versions that figures depend on. */
export type Machine = z.infer<typeof machine>;

const measurement = z.object({
  /** RFC 3339 UTC. */
  startedAt: z.string(),
  commit: z.string(),
  isQuick: z.boolean(),
  machine,
  /** The load average when the command started, before its first scenario: one, five and fifteen minutes. */
  loadAtStart: z.array(z.number()),
});
/** When, where and of what a scenario was measured. */
export type Measurement = z.infer<typeof measurement>;

const scenario = z.object({
  name: z.string(),
  title: z.string(),
  measures: z.string(),
  yardstick: z.string(),
  chart: z.string(),
  measurement,
  rounds: z.number(),
  seconds: z.number(),
  /** The load average of the last minute, before and after. */
  load: z.tuple([z.number(), z.number()]),
  figures: z.array(figure),
  targets: z.array(target),
  faults: z.array(z.string()),
  notes: z.array(z.string()),
});
/** The results of a scenario. */
export type ScenarioResults = z.infer<typeof scenario>;

/** The schema of a results file. */
export const benchResults = z.object({ scenarios: z.array(scenario) });
/** The results of a benchmark: of each scenario the latest. */
export type BenchResults = z.infer<typeof benchResults>;

/** Replaces the results of a scenario; those of others stay. `order` has the names of all scenarios in their order. */
export function withScenario(
  { scenarios }: BenchResults,
  measured: ScenarioResults,
  order: readonly string[],
): BenchResults {
  const others = scenarios.filter(({ name }) => name !== measured.name);
  const place = ({ name }: ScenarioResults): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return { scenarios: [...others, measured].sort((a, b) => place(a) - place(b)) };
}

/** The figures of all rounds, in the order of their first appearance. */
export function figuresOf(rounds: readonly Pick<Round, 'measured'>[]): Figure[] {
  const figures = new Map<string, Figure>();
  for (const { variant, figure: name, unit, value } of rounds.flatMap(({ measured }) => measured)) {
    // JSON has no NaN: what the machine does not report is left out.
    if (!Number.isFinite(value)) continue;
    const key = `${variant}\n${name}`;
    const known = figures.get(key) ?? { variant, figure: name, unit, values: [] };
    known.values.push(rounded(value));
    figures.set(key, known);
  }
  return [...figures.values()];
}

/** Compares the medians with the targets. A figure that was not measured misses its target. */
export function judgeTargets(figures: readonly Figure[], targets: readonly Target[]): JudgedTarget[] {
  return targets.map((each) => {
    const measured = figures.find(({ variant, figure: name }) => variant === each.variant && name === each.figure);
    if (!measured) return { ...each, value: null, isMet: false };
    const value = rounded(median(measured.values));
    return { ...each, value, isMet: each.bound === 'at least' ? value >= each.limit : value <= each.limit };
  });
}

/** What is known of a scenario before it runs. */
export const described = ({ name, title, measures, yardstick, chart }: Scenario) => ({
  ...{ name, title, measures, yardstick, chart },
});

/** Four significant digits: more would only be noise. */
const rounded = (value: Measured['value']): number => Number(value.toPrecision(4));
