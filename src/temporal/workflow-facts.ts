/** Reads, without a worker, what Temporal knows of a connection: from the descriptions and histories of its workflows. */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { z } from 'zod';
import * as contract from '../../workflows/contract.js';
import { CONNECTION_WORKFLOWS, type ConnectionWorkflow, type WorkflowFacts } from '../domain/reconcile.js';

/** The ids of a connection's workflows. */
export const WORKFLOW_IDS: Readonly<Record<ConnectionWorkflow, (connectionId: string) => string>> = {
  connect: contract.connectBoxWorkflowId,
  follow: contract.followEventsWorkflowId,
  backfill: contract.backfillEventsWorkflowId,
  scan: contract.fullScanWorkflowId,
};

/** History events that are read, newest first, to find what a workflow last did. */
const RECENT_EVENTS = 100;

/** Reads the facts of a connection. */
export async function readWorkflowFacts(client: Client, connectionId: string): Promise<WorkflowFacts> {
  const running: ConnectionWorkflow[] = [];
  let status: string | null = null;
  for (const workflow of CONNECTION_WORKFLOWS) {
    const description = await describe(client, WORKFLOW_IDS[workflow](connectionId));
    if (description?.status.name !== 'RUNNING') continue;
    running.push(workflow);
    if (workflow === 'connect')
      status = description.typedSearchAttributes.get(contract.SEARCH_ATTRIBUTES.status) ?? null;
  }
  const follow = running.includes('follow')
    ? await recentValues(client, contract.followEventsWorkflowId(connectionId))
    : [];
  const scan = running.includes('scan') ? await recentValues(client, contract.fullScanWorkflowId(connectionId)) : [];
  return { running, status, polledAt: firstOf(follow, polledAtOf), generation: firstOf(scan, generationOf) };
}

/** Lists the ids of all connections for which a workflow runs. */
export async function connectionsWithWorkflows(client: Client): Promise<string[]> {
  const ids = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    const connectionId = /^(?:connect-box|follow-events|backfill-events|full-scan)\/(.+)$/.exec(workflowId)?.[1];
    if (connectionId) ids.add(connectionId);
  }
  return [...ids];
}

async function describe(client: Client, workflowId: string) {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** The inputs and results in the newest part of a workflow's history, newest first, then its own input. */
async function recentValues(client: Client, workflowId: string): Promise<unknown[]> {
  const { workflowService, connection } = { workflowService: client.workflowService, connection: client.connection };
  const request = { namespace: client.options.namespace, execution: { workflowId }, maximumPageSize: RECENT_EVENTS };
  const { history } = await connection.withDeadline(Date.now() + 10_000, () =>
    workflowService.getWorkflowExecutionHistoryReverse(request),
  );
  const first = await connection.withDeadline(Date.now() + 10_000, () =>
    workflowService.getWorkflowExecutionHistory({ ...request, maximumPageSize: 1 }),
  );
  return [...(history?.events ?? []), ...(first.history?.events ?? [])].flatMap((event) => [
    ...valuesOf(event.activityTaskCompletedEventAttributes?.result?.payloads),
    ...valuesOf(event.activityTaskScheduledEventAttributes?.input?.payloads),
    ...valuesOf(event.workflowExecutionStartedEventAttributes?.input?.payloads),
  ]);
}

const valuesOf = (payloads: readonly Payload[] | null | undefined): unknown[] =>
  (payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload(payload));

function firstOf<T>(values: readonly unknown[], read: (value: unknown) => T | null): T | null {
  for (const value of values) {
    const found = read(value);
    if (found !== null) return found;
  }
  return null;
}

const polled = z.looseObject({ polledAt: z.iso.datetime() });
const anchored = z.looseObject({ anchor: z.looseObject({ at: z.iso.datetime() }) });
const polledAtOf = (value: unknown): string | null =>
  polled.safeParse(value).data?.polledAt ?? anchored.safeParse(value).data?.anchor.at ?? null;

const scanned = z.looseObject({ generation: z.number().int().positive() });
const carried = z.looseObject({ carriedOver: scanned });
const generationOf = (value: unknown): number | null =>
  scanned.safeParse(value).data?.generation ?? carried.safeParse(value).data?.carriedOver.generation ?? null;
