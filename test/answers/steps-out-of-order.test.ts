import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONNECTION, openEnterprise, type Enterprise } from './support/enterprise.js';
import { differences, scan } from './support/scan.js';

let enterprise: Enterprise;
beforeAll(async () => {
  enterprise = await openEnterprise({ users: 3, files: 30 });
  await scan(enterprise);
});
afterAll(() => enterprise.close());

describe('a generation that is completed before its users are listed', () => {
  it('lists them, removes nothing, and is complete once their folders are listed', async () => {
    const { generation } = await enterprise.run('beginGeneration', { connectionId: CONNECTION, abandon: null });
    const step = { connectionId: CONNECTION, generation };
    expect(await enterprise.run('completeGeneration', step)).toMatchObject({ completed: false });
    expect(await differences(enterprise)).toEqual([]);
    expect(await scan(enterprise)).toEqual({ failures: [], isComplete: true });
    expect(await differences(enterprise)).toEqual([]);
  });
});
