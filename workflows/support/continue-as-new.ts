import { workflowInfo } from '@temporalio/workflow';
import { MAX_HISTORY_EVENTS, MIN_RUN_MS } from './options.js';

/** Whether this run's history has become long enough to continue as new. */
export function shouldHandOver(maxHistoryEvents: number = MAX_HISTORY_EVENTS): boolean {
  const info = workflowInfo();
  const longEnough = info.continueAsNewSuggested || info.historyLength >= maxHistoryEvents;
  return longEnough && Date.now() - info.runStartTime.getTime() >= MIN_RUN_MS;
}
