/** Judges that a connection's workflows go on, and have not failed on the way. */

/** A workflow as Temporal describes it. */
export interface WorkflowState {
  readonly id: string;
  /** `RUNNING`, `COMPLETED` and so on. */
  readonly status: string;
  readonly historyLength: number;
  /** How often the pending workflow task was tried; 0 without one. */
  readonly taskAttempt: number;
  /** The causes of workflow tasks that failed in this run. */
  readonly failedTasks: readonly string[];
  /** Activities that keep failing, with their attempts. */
  readonly failingActivities: readonly string[];
}

/** No run has more events than this: every workflow continues as new before. */
const MAX_HISTORY = 4_000;
const MAX_TASK_ATTEMPTS = 3;
/** The workflow's code failed, or no longer fits its history. Other causes are repaired by a retry. */
const BAD_CAUSES = ['NON_DETERMINISTIC_ERROR', 'WORKFLOW_WORKER_UNHANDLED_FAILURE'];
/** The SDK's limit for one step of a workflow is of the clock on the wall: a process that is frozen meanwhile exceeds it. */
const FROZEN = 'Script execution timed out';

/** What is wrong with the workflows, each in one line. */
export function workflowFaults(workflows: readonly WorkflowState[]): string[] {
  return workflows.flatMap(({ id, status, historyLength, taskAttempt, failedTasks, failingActivities }) => {
    const isEnd = status === 'COMPLETED' && id.startsWith('backfill-events/');
    const bad = failedTasks.filter(
      (cause) => BAD_CAUSES.some((each) => cause.includes(each)) && !cause.includes(FROZEN),
    );
    return [
      ...(status === 'RUNNING' || isEnd ? [] : [`workflow ${id} is ${status}`]),
      ...(historyLength > MAX_HISTORY
        ? [`workflow ${id} has ${historyLength} events, the bound is ${MAX_HISTORY}`]
        : []),
      ...(taskAttempt > MAX_TASK_ATTEMPTS ? [`workflow ${id} is stuck: attempt ${taskAttempt} of a task`] : []),
      ...bad.map((cause) => `workflow ${id}: a task failed: ${cause}`),
      ...failingActivities.map((activity) => `workflow ${id} has a failing activity: ${activity}`),
    ];
  });
}
