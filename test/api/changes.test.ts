import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { connectBoxWorkflowId, fullScanWorkflowId } from '../../workflows/contract.js';
import { connect, untilScanned, untilStatus } from '../e2e/support/scenario.js';
import { startStack, type RunningStack } from '../e2e/support/start.js';

let stack: RunningStack;
let database: pg.Client;
beforeAll(async () => {
  stack = await startStack({ users: 3, files: 30 });
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await stack.stop();
});

describe('a consent link', () => {
  it('is not issued while the connection is being disconnected', async () => {
    const { id } = await stack.boxward.createConnection('Ending');
    await database.query('begin');
    await database.query(`update connections set status = 'disconnected' where id = $1`, [id]);
    const request = stack.boxward.request('POST', `/v1/connections/${id}/consent-link`);
    await Promise.race([request, untilSomeoneWaitsForOurTransaction()]);
    await database.query('commit');
    const response = await request;
    expect(response.status).toBe(409);
    expect(((await response.json()) as { code: string }).code).toBe('connection_not_awaiting_consent');
    const links = await database.query('select id from consents where connection_id = $1', [id]);
    expect(links.rows.length).toBe(1);
  });
});

/** Waits until another session is blocked by the open transaction of `database`. */
const untilSomeoneWaitsForOurTransaction = () =>
  eventually(
    () =>
      database.query(
        `select from pg_locks where not granted and transactionid::text = pg_current_xact_id_if_assigned()::text`,
      ),
    ({ rowCount }) => rowCount === 1,
  );

describe('a change', () => {
  it('is not made if it cannot be recorded in the audit log', async () => {
    const id = await connect(stack, 'Audited');
    await untilStatus(stack, id, 'connected');
    await untilScanned(stack, id);
    const [file] = await stack.boxward.listFiles(id);
    const before = await signals(id);
    await database.query('alter table audit_log rename to audit_log_away');
    for (const [method, path, body] of [
      ['POST', 'scan/pause', undefined],
      ['POST', 'scan/resume', undefined],
      ['POST', 'scan/restart', undefined],
      ['POST', 'scan/promote', { fileIds: [file!.fileId] }],
      ['DELETE', '', undefined],
    ] as const) {
      const response = await stack.boxward.request(method, `/v1/connections/${id}${path && `/${path}`}`, body);
      expect([path, response.status]).toEqual([path, 500]);
    }
    await database.query('alter table audit_log_away rename to audit_log');
    expect(await signals(id)).toEqual(before);
    expect((await stack.boxward.getConnection(id)).status).toBe('connected');
    const promotions = await database.query(`select from promotions where connection_id = $1 and reason = 'manual'`, [
      id,
    ]);
    expect(promotions.rows).toEqual([]);
  });
});

/** The names of the signals that were sent to a connection's workflow and its scan. */
async function signals(id: string): Promise<string[]> {
  const names: string[] = [];
  for (const workflowId of [connectBoxWorkflowId(id), fullScanWorkflowId(id)]) {
    const { events } = await stack.temporal.workflow.getHandle(workflowId).fetchHistory();
    for (const { workflowExecutionSignaledEventAttributes: signal } of events ?? []) {
      if (signal) names.push(`${workflowId} ${signal.signalName ?? ''}`);
    }
  }
  return names.filter((name) => /(pause|resume|restart|promote|disconnect)$/i.test(name));
}
