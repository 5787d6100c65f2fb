import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONNECTION, openEnterprise, type Enterprise } from './support/enterprise.js';

let enterprise: Enterprise;
beforeAll(async () => {
  enterprise = await openEnterprise({ users: 4, files: 20 });
});
afterAll(() => enterprise.close());

const period = { from: new Date(Date.now() - 7 * 86_400_000).toISOString(), to: new Date().toISOString() };
const readPage = (position: string | null) =>
  enterprise.run('readLogPage', { connectionId: CONNECTION, ...period, position });
const eventRequests = async () => (await enterprise.simulator.requests()).byRoute['GET /2.0/events'] ?? 0;

describe('the end of the event log', () => {
  it('is not believed of a page that is empty once', async () => {
    const { received, nextPosition } = await readPage(null);
    expect(received).toBeGreaterThan(0);
    expect(nextPosition).not.toBeNull();
    await enterprise.simulator.fault({ kind: 'endlessPages', pages: 'empty', stream: 'admin_logs', count: 1 });
    expect(await readPage(null)).toMatchObject({ received, nextPosition });
    const [fault] = await enterprise.simulator.faults();
    expect(fault!.hits).toBe(1);
    await enterprise.simulator.clearFaults();
  });

  it('is believed when Box says so three times', async () => {
    const { nextPosition } = await readPage(null);
    const before = await eventRequests();
    expect(await readPage(nextPosition)).toMatchObject({ received: 0, stored: 0 });
    expect((await eventRequests()) - before).toBe(3);
  });
});
