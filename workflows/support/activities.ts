/** Every activity as workflows call it: with its options, and its summary in Temporal's UI. */
import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import { BACKFILL, EXPRESS, FIRST_POSITION, INTERACTIVE, LONG, QUICK, SLICE, STREAM, TRY_ONCE } from './options.js';

const withOptions = (options: ActivityOptions, summary: string) => proxyActivities<Activities>({ ...options, summary });

export const { loadSettings } = withOptions(QUICK, 'Read the settings');
export const { recordStatus } = withOptions(QUICK, 'Record the status of the connection');
export const { recordScanState } = withOptions(QUICK, 'Record the state of the scan');

export const { openConnection } = withOptions(INTERACTIVE, 'Find out which account gave consent');
export const { checkCredentials } = withOptions(INTERACTIVE, 'Check whether Box accepts the credentials');
export const { testApi } = withOptions(INTERACTIVE, 'Run Test API');
export const { purge } = withOptions(LONG, 'Delete what was recorded about files and events');
export const { disconnect } = withOptions(LONG, 'Stop all work, revoke the token, delete the secrets');

// Recorded histories pin the registered name `anchorEventStream`.
export const { anchorEventStream: getStreamPosition } = withOptions(
  FIRST_POSITION,
  'Get the current position in the event stream',
);
/** The same, retried until the account may read events again. */
export const { anchorEventStream: getNewStreamPosition } = withOptions(
  INTERACTIVE,
  'Get a new position in the event stream',
);
/** The same, tried once: its workflow has other things to do until the next try. */
export const { anchorEventStream: tryStreamPosition } = withOptions(
  TRY_ONCE,
  'Try to get a position in the event stream',
);
export const { pollStream } = withOptions(STREAM, 'Poll the event stream');
export const { readLogPage } = withOptions(BACKFILL, 'Read a page of the event log');
export const { finishBackfill } = withOptions(QUICK, 'Record the end of the backfill');
export const { recordStreamGap } = withOptions(QUICK, 'Record that a gap in the event stream was filled');

export const { beginGeneration } = withOptions(QUICK, 'Start or resume a scan');
export const { listUsers } = withOptions(LONG, 'List the users');
export const { scanSlice } = withOptions(SLICE, 'List folders for about five seconds');
export const { completeGeneration } = withOptions(LONG, 'Complete the scan');
export const { scanPromoted } = withOptions(EXPRESS, 'Scan changed items');

export const { storePromotions } = withOptions(QUICK, 'Store promotions that exceed the queue');
export const { loadPromotions } = withOptions(QUICK, 'Load stored promotions');
export const { discardPromotions } = withOptions(QUICK, 'Delete promotions that were already scanned');
