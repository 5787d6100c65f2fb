import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { mapWithConcurrency } from '../../src/util/map-with-concurrency.js';

/** What a server's workflows took. */
export interface TemporalFigures {
  /** Events of the longest history of a run. */
  readonly longestHistory: number;
  /** Events of all histories. */
  readonly events: number;
  /**
   * Starts of runs, attempts of activities, timers, signals, updates and changed search attributes, which Temporal Cloud
   * bills as actions. Heartbeats and queries are not in histories, and are not counted.
   */
  readonly actions: number;
}

/** Histories that are read at the same time. */
const AT_ONCE = 16;

/** Reads the histories of all runs of the default namespace. Throws if Temporal does not answer. */
export async function temporalFigures(address: string): Promise<TemporalFigures> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const runs: { workflowId: string; runId: string }[] = [];
    for await (const { workflowId, runId } of client.workflow.list()) runs.push({ workflowId, runId });
    const figures = await mapWithConcurrency(runs, AT_ONCE, async ({ workflowId, runId }) => {
      const events = (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
      return { events: events.length, actions: events.reduce((sum, event) => sum + actionsOf(event), 0) };
    });
    return {
      longestHistory: Math.max(0, ...figures.map(({ events }) => events)),
      events: figures.reduce((sum, { events }) => sum + events, 0),
      actions: figures.reduce((sum, { actions }) => sum + actions, 0),
    };
  } finally {
    await connection.close();
  }
}

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

function actionsOf(event: HistoryEvent): number {
  const isAction =
    event.workflowExecutionStartedEventAttributes ??
    event.timerStartedEventAttributes ??
    event.workflowExecutionSignaledEventAttributes ??
    event.workflowExecutionUpdateAcceptedEventAttributes ??
    event.upsertWorkflowSearchAttributesEventAttributes;
  return (isAction ? 1 : 0) + (event.activityTaskStartedEventAttributes?.attempt ?? 0);
}
