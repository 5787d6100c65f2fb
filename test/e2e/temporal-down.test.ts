import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
beforeAll(async () => {
  stack = await startStack({ users: 5, files: 60, ownTemporal: true });
});
afterAll(() => stack.stop());

describe('while Temporal is down', () => {
  it('a consent is stored, and the connection is made when Temporal is back', async () => {
    const created = await stack.boxward.createConnection('Temporal down');
    await stack.temporalServer.kill();
    const page = await stack.simulator.consent(created.consentUrl);
    expect(page.status).toBe(200);
    await stack.temporalServer.start();
    await untilStatus(stack, created.id, 'connected');
    await untilScanned(stack, created.id);
    await expectFilesMatch(stack, created.id);
  });

  it('a connection whose workflow could not be started is kept, and repeating the request starts it', async () => {
    await stack.temporalServer.kill();
    const body = { name: 'Started late', provider: 'box' };
    const create = () => stack.boxward.request('POST', '/v1/connections', body, { 'idempotency-key': 'late' });
    const refused = await create();
    expect(refused.status).toBe(503);
    const kept = (await stack.boxward.listConnections()).filter(({ name }) => name === body.name);
    expect(kept.length).toBe(1);
    const problem = (await refused.json()) as { code: string; detail: string };
    expect(problem.code).toBe('workflows_unavailable');
    expect(problem.detail).toContain(`${kept[0]!.id} was created`);
    await stack.temporalServer.start();
    const created = await eventually(create, ({ status }) => status !== 503);
    expect(created.status).toBe(201);
    const { id, consentUrl } = (await created.json()) as { id: string; consentUrl: string };
    expect(id).toBe(kept[0]!.id);
    await stack.simulator.consent(consentUrl);
    await untilStatus(stack, id, 'connected');
  });
});
