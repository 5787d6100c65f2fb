/** Every activity as workflows call it: how it is run, and what Temporal's UI says of it. */
import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import { ANCHOR, BACKFILL, EXPRESS, INTERACTIVE, LONG, QUICK, SLICE, STREAM } from './options.js';

const run = (options: ActivityOptions, summary: string) => proxyActivities<Activities>({ ...options, summary });

export const { loadSettings } = run(QUICK, 'Read the settings');
export const { recordStatus } = run(QUICK, 'Record where the connection stands');
export const { recordScanState } = run(QUICK, 'Record what the scan is doing');

export const { openConnection } = run(INTERACTIVE, 'Ask Box who consented');
export const { checkCredentials } = run(INTERACTIVE, 'Ask Box whether it takes our credentials');
export const { testApi } = run(INTERACTIVE, 'Test API');
export const { purge } = run(LONG, 'Delete what was found');
export const { disconnect } = run(LONG, 'Stop all work, revoke the token, forget the secrets');

export const { anchorEventStream } = run(ANCHOR, 'Take the event stream’s position');
/** The same, tried until the account may read events again. */
export const { anchorEventStream: reanchorEventStream } = run(INTERACTIVE, 'Take a new position in the event stream');
export const { pollStream } = run(STREAM, 'Poll the event stream');
export const { readLogPage } = run(BACKFILL, 'Read a page of the event log');
export const { finishBackfill } = run(QUICK, 'Record the end of the backfill');
export const { recordStreamGap } = run(QUICK, 'Record a hole that was filled');

export const { beginGeneration } = run(QUICK, 'Begin a scan, or go on with it');
export const { listUsers } = run(LONG, 'List the users');
export const { scanSlice } = run(SLICE, 'List folders, a slice of the scan');
export const { completeGeneration } = run(LONG, 'Close the scan');
export const { scanPromoted } = run(EXPRESS, 'Scan promoted items');

export const { storePromotions } = run(QUICK, 'Keep promotions in Postgres');
export const { loadPromotions } = run(QUICK, 'Fetch promotions from Postgres');
export const { discardPromotions } = run(QUICK, 'Forget promotions that were served');
