/** Judges the histories of all runs of a connection's workflows. */

/** What a run's history says. */
export interface Run {
  readonly workflowId: string;
  readonly runId: string;
  /** Events. */
  readonly length: number;
  readonly bytes: number;
  readonly signals: number;
  /** Markers of `patched`. */
  readonly patches: number;
  /** The workers that completed its workflow tasks. */
  readonly identities: readonly string[];
  /** Workflow tasks that failed: the number of the cause, and the message. */
  readonly failedTasks: readonly string[];
  /** The messages of failed attempts of activities. */
  readonly failures: readonly string[];
}

/**
 * Causes that are no fault (temporal.api.enums.v1.WorkflowTaskFailedCause): 1, a signal arrived while the run ended; 13,
 * the worker that had the run in its cache has gone.
 */
const HARMLESS = ['1', '13'];
/** An activity that the worker does not know, a schema that does not fit, a mistake in the code. */
const BROKEN = /not registered on this Worker|violates|does not exist|is not a function|Cannot read prop/;
/** Continue-as-new starts at 1,500 events; signals and activities that end until then are added. */
const MAX_EVENTS = 4_000;
/** Temporal suggests it at 4 MiB (`limit.historySize.suggestContinueAsNew`); the same is added. */
const MAX_BYTES = 5 * 1024 * 1024;
/** A server accepts 10,000 signals a run. */
const MAX_SIGNALS = 2_500;

/** What is wrong, each in one line. */
export function runFaults(runs: readonly Run[]): string[] {
  return runs.flatMap((run) => {
    const name = `${run.workflowId} (run ${run.runId.slice(0, 8)})`;
    const bad = run.failedTasks.filter((task) => !HARMLESS.includes(/^cause (\d+):/.exec(task)?.[1] ?? ''));
    const broken = [...new Set(run.failures.filter((message) => BROKEN.test(message)))];
    return [
      ...bad.map((task) => `${name}: a workflow task failed: ${task}`),
      ...broken.map((message) => `${name}: an activity failed: ${message}`),
      ...(run.length > MAX_EVENTS ? [`${name} has ${run.length} events, the bound is ${MAX_EVENTS}`] : []),
      ...(run.bytes > MAX_BYTES ? [`${name} has ${run.bytes} bytes, the bound is ${MAX_BYTES}`] : []),
      ...(run.signals > MAX_SIGNALS ? [`${name} received ${run.signals} signals, the bound is ${MAX_SIGNALS}`] : []),
    ];
  });
}

/** The largest figures of each workflow type, by its id's first part. */
export function extremes(
  runs: readonly Run[],
): Record<string, { runs: number; events: number; bytes: number; signals: number }> {
  const byType: Record<string, { runs: number; events: number; bytes: number; signals: number }> = {};
  for (const { workflowId, length, bytes, signals } of runs) {
    const type = workflowId.split('/')[0] ?? '';
    const before = byType[type] ?? { runs: 0, events: 0, bytes: 0, signals: 0 };
    byType[type] = {
      runs: before.runs + 1,
      events: Math.max(before.events, length),
      bytes: Math.max(before.bytes, bytes),
      signals: Math.max(before.signals, signals),
    };
  }
  return byType;
}
