/** Runs scenarios, and judges them. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Verdict } from '../trial/run-trial.js';
import { say, step } from '../trial/say.js';
import { buildForProduction } from '../stack/build.js';
import { describeMeasurement, loadNow } from './machine.js';
import { readResults, writeResults } from './results-file.js';
import { described, figuresOf, judgeTargets, withScenario, type ScenarioResults } from './results.js';
import type { Round, Scenario } from './scenario.js';
import { median } from './statistics.js';
import { formatNumber, targetLine } from './words.js';

/** How to run. */
export interface RunOptions {
  readonly scenarios: readonly Scenario[];
  /** The names of all scenarios, in their order. */
  readonly order: readonly string[];
  readonly isQuick: boolean;
  /** Rounds of each scenario; null for the scenario's own number. */
  readonly repeat: number | null;
  /** Where results are kept; null to keep none. */
  readonly file: string | null;
}

/**
 * Runs all scenarios, and keeps the results of each as soon as it has ended. A missed target is a fault unless `isQuick`;
 * a failed truth check always is.
 */
export async function runBench(folder: string, options: RunOptions): Promise<Verdict> {
  const { scenarios, order, isQuick, repeat, file } = options;
  const measurement = await describeMeasurement(isQuick);
  await buildForProduction(step);
  const results: ScenarioResults[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    step(`Scenario ${index + 1} of ${scenarios.length}, ${scenario.name}: ${scenario.title}`);
    const outcome = await runScenario(scenario);
    results.push(outcome);
    if (file !== null) await writeResults(file, withScenario(await readResults(file), outcome, order));
  }
  const missed = results.flatMap(({ name, targets }) =>
    targets.filter(({ isMet }) => !isMet).map((target) => `${name}: ${targetLine(target)}`),
  );
  if (isQuick && missed.length > 0) {
    say('\nTargets that were missed (with --quick they do not decide):');
    for (const line of missed) say(`  – ${line}`);
  }
  if (file !== null) say(`\nThe results are in ${file}`);
  const untrue = results.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
  return { faults: [...untrue, ...(isQuick ? [] : missed)], report: {} };

  async function runScenario(scenario: Scenario): Promise<ScenarioResults> {
    const count = repeat ?? (isQuick ? scenario.rounds.quick : scenario.rounds.full);
    const startedAt = new Date().toISOString();
    const from = performance.now();
    const loadBefore = loadNow();
    const rounds: Round[] = [];
    for (let index = 0; index < count; index += 1) {
      if (count > 1) step(`  round ${index + 1} of ${count}`);
      const own = path.join(folder, `${scenario.name}-${index + 1}`);
      await mkdir(own);
      rounds.push(await scenario.round({ isQuick, round: index, folder: own, say: (line) => step(`  ${line}`) }));
    }
    const figures = figuresOf(rounds);
    const isMeasured = (name: string): boolean => figures.some(({ variant }) => variant === name);
    // A quick run leaves out the variants that take long.
    const targets = scenario.targets.filter(({ variant }) => !isQuick || isMeasured(variant));
    const unique = (lines: readonly string[]): string[] => [...new Set(lines)];
    const outcome: ScenarioResults = {
      ...described(scenario),
      measurement: { startedAt, ...measurement },
      rounds: count,
      seconds: Math.round((performance.now() - from) / 1_000),
      load: [loadBefore, loadNow()],
      figures,
      targets: judgeTargets(figures, targets),
      faults: unique(rounds.flatMap(({ faults }) => faults)),
      notes: unique(rounds.flatMap(({ notes }) => notes ?? [])),
    };
    show(outcome);
    return outcome;
  }
}

function show({ title, figures, targets, faults, notes }: ScenarioResults): void {
  say(`\n${title}`);
  for (const { variant, figure, unit, values } of figures) {
    const spread = values.length > 1 ? `  (${values.map(formatNumber).join(', ')})` : '';
    say(`  ${variant.padEnd(32)} ${figure.padEnd(30)} ${formatNumber(median(values))} ${unit}${spread}`);
  }
  for (const target of targets) say(`  ${target.isMet ? '✓' : '✗'} ${targetLine(target)}`);
  for (const fault of faults) say(`  ! ${fault}`);
  for (const note of notes) say(`  ${note}`);
  say();
}
