import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConnectionState } from '../../src/store/connections/connections.js';
import { ROWS, titleOf, type Call, type Row } from './rows.js';
import { CONNECTION, openEnterprise, type Enterprise } from './support/enterprise.js';
import { codeOf, differences, hasGrant, heal, problems, scan } from './support/scan.js';

let enterprise: Enterprise;
beforeAll(async () => {
  enterprise = await openEnterprise({ users: 4, files: 12 });
  await scan(enterprise);
});
afterAll(() => enterprise.close());
beforeEach(() => enterprise.simulator.clearFaults());

const rowsOf = (call: Call) => ROWS.filter((row) => row.call === call).map((row) => [titleOf(row), row] as const);
const countOf = ({ times }: Row) => (times === 'once' ? { count: 1 } : {});
const grantState = async (id: string): Promise<string | undefined> =>
  (await enterprise.db.selectFrom('grants').select('state').where('id', '=', id).executeTakeFirst())?.state;

describe('an answer to a renewal of the tokens, which a scan needs', () => {
  beforeEach(async () => {
    await sql`update grants set access_expires_at = now() - interval '1 minute' where state = 'current'`.execute(
      enterprise.db,
    );
  });

  it.each(rowsOf('token'))('%s', async (_title, row) => {
    await enterprise.simulator.fault({ ...row.answer.fault, at: 'token', ...countOf(row) });
    const scanned = await scan(enterprise, row.times === 'once' && row.then !== 'reauthorize' ? 9 : 1);
    const [fault] = await enterprise.simulator.faults();
    expect(fault!.hits).toBeGreaterThan(0);
    expect(await problems(enterprise)).toEqual([]);
    expect(await differences(enterprise)).toEqual([]);
    expect(scanned.isComplete).toBe(row.then === 'retried');
    if (row.problem !== null) expect(new Set(scanned.failures)).toEqual(new Set([row.problem]));
    await enterprise.simulator.clearFaults();
    await heal(enterprise);
    expect([await problems(enterprise), await hasGrant(enterprise)]).toEqual([[], true]);
  });
});

describe('an answer to the first call after a consent', () => {
  it.each(rowsOf('account'))('%s', async (_title, row) => {
    const before = await readConnectionState(enterprise.db, CONNECTION);
    const grantId = await enterprise.consent();
    const open = () => enterprise.run('openConnection', { connectionId: CONNECTION, grantId });
    await enterprise.simulator.fault({ ...row.answer.fault, route: 'GET /2.0/users/me', ...countOf(row) });
    if (row.then === 'consentRefused') {
      expect(await open()).toEqual({ outcome: 'refused', problem: row.problem });
      expect([await grantState(grantId), await hasGrant(enterprise)]).toEqual(['refused', true]);
      expect(await readConnectionState(enterprise.db, CONNECTION)).toEqual(before);
      return;
    }
    for (let attempt = 0; attempt < (row.times === 'once' ? 1 : 3); attempt += 1) {
      const failure = await open().then(() => 'opened', codeOf);
      expect(failure).toBe(row.answer.reading?.[1]);
      expect([await grantState(grantId), await hasGrant(enterprise)]).toEqual(['pending', true]);
    }
    if (row.times === 'repeated') await enterprise.simulator.clearFaults();
    expect((await open()).outcome).toBe('opened');
    expect([await grantState(grantId), await hasGrant(enterprise)]).toEqual(['current', true]);
  });
});

describe('an answer to a revocation, when the connection is disconnected', () => {
  /** How often Temporal repeats the activity before the connection ends without a revocation. */
  const ATTEMPTS = 4;
  beforeEach(async () => {
    const connected = { status: 'connected', status_reason: null, disconnected_at: null } as const;
    await enterprise.db.updateTable('connections').set(connected).where('id', '=', CONNECTION).execute();
    await enterprise.run('openConnection', { connectionId: CONNECTION, grantId: await enterprise.consent() });
  });

  it.each(rowsOf('revoke'))('%s', async (_title, row) => {
    await enterprise.simulator.fault({ ...row.answer.fault, at: 'revoke', ...countOf(row) });
    const failures: string[] = [];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        await enterprise.run('disconnect', { connectionId: CONNECTION, purge: false }, attempt);
        break;
      } catch (error) {
        failures.push(codeOf(error));
      }
    }
    const [fault] = await enterprise.simulator.faults();
    expect(fault!.hits).toBeGreaterThan(0);
    const connection = await enterprise.db
      .selectFrom('connections')
      .selectAll()
      .where('id', '=', CONNECTION)
      .executeTakeFirstOrThrow();
    expect([connection.status, connection.status_reason?.code ?? null]).toEqual(['disconnected', row.problem]);
    if (row.then === 'retried') expect(failures).toEqual([row.answer.reading?.[1]]);
    expect(await hasGrant(enterprise)).toBe(false);
    expect(await differences(enterprise)).toEqual([]);
  });
});
