/** The child workflows of a connection: each is started once, and resumed when the credentials are valid again. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import * as contract from '../contract.js';
import type { BackfillEventsInput, FollowEventsInput, FullScanInput } from '../contract.js';
import * as activities from './activities.js';
import type { Connection } from './connection-state.js';
import { failureType } from './failure-type.js';

/** How many days of events before consent are backfilled. */
const BACKFILL_DAYS = 7;
/** How far the backfill overlaps with the live stream, in milliseconds. */
const OVERLAP_MS = 60_000;

/** As `tryToStartEvents` for runs of earlier versions: waits for ever if the position cannot be read. */
export async function startOrResumeEvents(connection: Connection): Promise<boolean> {
  if (connection.followingEvents) {
    await resumeEvents(connection);
    return true;
  }
  const start = await getPositionUnlessForbidden(connection.id);
  if (!start) return false;
  await startEventChildren(connection, start, OVERLAP_MS);
  return true;
}

/** Reports to the event workflows that the credentials are valid again. */
export async function resumeEvents({ id }: Connection): Promise<void> {
  await resume(contract.followEventsWorkflowId(id));
  await resume(contract.backfillEventsWorkflowId(id));
}

/** Where the stream starts, and when consent was given; times are RFC 3339 UTC. */
interface EventsStart {
  readonly position: string;
  readonly at: string;
  readonly consentedAt: string;
}

/** Starts the event stream at a position, and the backfill of the days before consent and the time until the position. */
export async function startEventChildren(
  connection: Connection,
  { position, at, consentedAt }: EventsStart,
  overlapMs: number,
): Promise<void> {
  const { id, name } = connection;
  const from = new Date(Date.parse(consentedAt) - BACKFILL_DAYS * 24 * 3_600_000).toISOString();
  const to = new Date(Date.parse(at) + overlapMs).toISOString();
  await startOnce(connection, {
    type: contract.WORKFLOW_TYPES.followEvents,
    workflowId: contract.followEventsWorkflowId(id),
    input: { connectionId: id, anchor: { position, at } },
    summary: `Event stream of ${name}`,
  });
  await startOnce(connection, {
    type: contract.WORKFLOW_TYPES.backfillEvents,
    workflowId: contract.backfillEventsWorkflowId(id),
    input: { connectionId: id, from, to },
    summary: `Events of the ${BACKFILL_DAYS} days before ${name} was connected`,
  });
}

/** Starts the scan, or resumes it. */
export async function startOrResumeScan(connection: Connection): Promise<true> {
  const { id, name } = connection;
  const workflowId = contract.fullScanWorkflowId(id);
  if (connection.scanning) await resume(workflowId);
  else {
    const type = contract.WORKFLOW_TYPES.fullScan;
    await startOnce(connection, { type, workflowId, input: { connectionId: id }, summary: `Scan of ${name}` });
  }
  return true;
}

async function getPositionUnlessForbidden(connectionId: string) {
  try {
    return await activities.getStreamPosition({ connectionId });
  } catch (error) {
    if (failureType(error) === 'BoxForbidden') return null;
    throw error;
  }
}

interface Child {
  readonly type: string;
  readonly workflowId: string;
  readonly input: BackfillEventsInput | FollowEventsInput | FullScanInput;
  readonly summary: string;
}

/** Starts a child that continues to run when its parent continues as new. Does nothing if it runs or has completed. */
async function startOnce(connection: Connection, { type, workflowId, input, summary }: Child): Promise<void> {
  try {
    await startChild(type, {
      workflowId,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      typedSearchAttributes: contract.searchAttributesOf(
        connection.id,
        'connected',
        connection.enterprise,
        connection.name,
      ),
      staticSummary: summary,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Reports that the credentials are valid again. Does nothing if the child has completed. */
async function resume(workflowId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(contract.credentialsRenewed);
  } catch (error) {
    if (failureType(error) !== 'ExternalWorkflowExecutionNotFound') throw error;
  }
}
