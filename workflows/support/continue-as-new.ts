import { workflowInfo } from '@temporalio/workflow';
import { MAX_HISTORY_EVENTS, MIN_RUN_MS } from './options.js';

/** Whether the history of this run is long enough to continue as new. */
export function shouldContinueAsNew(maxHistoryEvents: number = MAX_HISTORY_EVENTS): boolean {
  const info = workflowInfo();
  const isLong = info.continueAsNewSuggested || info.historyLength >= maxHistoryEvents;
  return isLong && Date.now() - info.runStartTime.getTime() >= MIN_RUN_MS;
}
