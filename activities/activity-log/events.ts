import type { ActivityDependencies } from '../dependencies.js';
import { finishBackfill, readLogPage, type LogPageRequest } from './backfill.js';
import { getStreamPosition, pollStream, recordStreamGap, type PositionRequest } from './event-stream.js';

/** The activities that read Box's two enterprise event streams, under the names that workflows call. */
export function createEventActivities(deps: ActivityDependencies) {
  return {
    anchorEventStream: (input: PositionRequest) => getStreamPosition(deps, input),
    pollStream: (input: { connectionId: string; position: string }) => pollStream(deps, input),
    recordStreamGap: (input: { connectionId: string; from: string; to: string }) => recordStreamGap(deps, input),
    readLogPage: (input: LogPageRequest) => readLogPage(deps, input),
    finishBackfill: (input: { connectionId: string }) => finishBackfill(deps, input),
  };
}
