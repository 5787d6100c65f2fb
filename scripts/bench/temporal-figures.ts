import { Client, Connection } from '@temporalio/client';

/** What a server's workflows took. */
export interface TemporalFigures {
  /** Events of the longest history of a run. */
  readonly longestHistory: number;
  /**
   * Starts of runs, attempts of activities, timers, signals, updates and changed search attributes, which Temporal Cloud
   * bills as actions. Heartbeats and queries are not in histories, and are not counted.
   */
  readonly actions: number;
}

/** Reads the histories of all runs of the default namespace. Throws if Temporal does not answer. */
export async function temporalFigures(address: string): Promise<TemporalFigures> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    let [longestHistory, actions] = [0, 0];
    for await (const { workflowId, runId } of client.workflow.list()) {
      const events = (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
      longestHistory = Math.max(longestHistory, events.length);
      for (const event of events) {
        const isAction =
          event.workflowExecutionStartedEventAttributes ??
          event.timerStartedEventAttributes ??
          event.workflowExecutionSignaledEventAttributes ??
          event.workflowExecutionUpdateAcceptedEventAttributes ??
          event.upsertWorkflowSearchAttributesEventAttributes;
        if (isAction) actions += 1;
        actions += event.activityTaskStartedEventAttributes?.attempt ?? 0;
      }
    }
    return { longestHistory, actions };
  } finally {
    await connection.close();
  }
}
