import { getExternalWorkflowHandle, ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import * as activities from './activities.js';
import * as contract from '../contract.js';
import type { BackfillEventsInput, FollowEventsInput, FullScanInput } from '../contract.js';
import { failureType } from './failure-type.js';

/** How many days of events before consent are brought in. */
const BACKFILL_DAYS = 7;
/** How far the backfill reaches past the place where the live stream takes over. */
const OVERLAP_MS = 60_000;

/** The connection as its children need to know it. */
export interface ParentConnection {
  readonly id: string;
  readonly name: string;
  readonly enterprise: string | null;
  readonly scanning: boolean;
  readonly followingEvents: boolean;
}

/**
 * Starts the event stream and the backfill, or tells them that the credentials are good again. The stream's position is
 * taken before the backfill begins, so that no event falls between the two. False when the account may not read events.
 */
export async function ensureEventsFollowed(parent: ParentConnection): Promise<boolean> {
  if (parent.followingEvents) {
    await renewCredentials(contract.followEventsWorkflowId(parent.id));
    await renewCredentials(contract.backfillEventsWorkflowId(parent.id));
    return true;
  }
  const anchor = await anchorUnlessForbidden(parent.id);
  if (!anchor) return false;
  const from = new Date(Date.parse(anchor.consentedAt) - BACKFILL_DAYS * 24 * 3_600_000).toISOString();
  const to = new Date(Date.parse(anchor.at) + OVERLAP_MS).toISOString();
  const { followEvents, backfillEvents } = contract.WORKFLOW_TYPES;
  const stream: FollowEventsInput = { connectionId: parent.id, anchor: { position: anchor.position, at: anchor.at } };
  const backfill: BackfillEventsInput = { connectionId: parent.id, from, to };
  const before = `Events of the ${BACKFILL_DAYS} days before ${parent.name} was connected`;
  await startOnce(
    followEvents,
    contract.followEventsWorkflowId(parent.id),
    parent,
    `Event stream of ${parent.name}`,
    stream,
  );
  await startOnce(backfillEvents, contract.backfillEventsWorkflowId(parent.id), parent, before, backfill);
  return true;
}

/** Starts the scan, or tells it that the credentials are good again. */
export async function ensureScanRunning(parent: ParentConnection): Promise<true> {
  if (parent.scanning) await renewCredentials(contract.fullScanWorkflowId(parent.id));
  else {
    const { fullScan } = contract.WORKFLOW_TYPES;
    const input: FullScanInput = { connectionId: parent.id };
    await startOnce(fullScan, contract.fullScanWorkflowId(parent.id), parent, `Scan of ${parent.name}`, input);
  }
  return true;
}

async function anchorUnlessForbidden(connectionId: string) {
  try {
    return await activities.anchorEventStream({ connectionId });
  } catch (error) {
    if (failureType(error) === 'BoxForbidden') return null;
    throw error;
  }
}

/** Children outlive a continue-as-new of the connection; one that runs or ran already is left as it is. */
async function startOnce(
  workflowType: string,
  workflowId: string,
  parent: ParentConnection,
  staticSummary: string,
  input: BackfillEventsInput | FollowEventsInput | FullScanInput,
): Promise<void> {
  try {
    await startChild(workflowType, {
      workflowId,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      typedSearchAttributes: contract.searchAttributesOf(parent.id, 'connected', parent.enterprise),
      staticSummary,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** A child that has come to its end has nothing to go on with. */
async function renewCredentials(workflowId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(contract.credentialsRenewed);
  } catch (error) {
    if (failureType(error) !== 'ExternalWorkflowExecutionNotFound') throw error;
  }
}
