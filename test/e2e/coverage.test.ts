import { afterEach, describe, expect, it } from 'vitest';
import { connect, expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

describe('a connection authorized by a Co-Admin', () => {
  it('explains why Test API fails, and scans all files except those of other administrators', async () => {
    stack = await startStack({ users: 12, files: 600 });
    const id = await connect(stack, 'By a Co-Admin', 'coadmin@acme.example');
    const connected = await untilStatus(stack, id, 'connected');
    expect(connected.coverage).toBe('limited');
    expect(connected.lastTest?.status).toBe('failed');
    const failed = connected.lastTest?.checks.filter(({ status }) => status === 'failed') ?? [];
    expect(failed.length).toBeGreaterThan(0);
    for (const check of failed) expect(check.remedy).toBeTruthy();

    const scanned = await untilScanned(stack, id);
    const users = await stack.simulator.truthUsers();
    const skipped = users.filter(({ role, login }) => role !== 'user' && login !== 'coadmin@acme.example');
    expect(skipped.length).toBeGreaterThanOrEqual(2);
    await expectFilesMatch(stack, id, ({ ownerId }) => skipped.every(({ userId }) => userId !== ownerId));
    // One problem per page: paging through the list returns every skipped user.
    const listed = await stack.boxward.listProblems(id, 1);
    expect(listed.map(({ itemId }) => itemId).sort()).toEqual(skipped.map(({ userId }) => userId).sort());
    for (const { login } of skipped) {
      expect(scanned.problems.some(({ message, remedy }) => message.includes(login) && remedy)).toBe(true);
    }
  });
});

describe('a connection authorized by a user without admin rights', () => {
  it('scans the files of that user, and reports the event stream as unavailable', async () => {
    stack = await startStack({ users: 8, files: 300 });
    const user = (await stack.simulator.truthUsers()).find(
      ({ role, status, files }) => role === 'user' && status === 'active' && files > 0,
    )!;
    const id = await connect(stack, 'By a user', user.login);
    const connected = await untilStatus(stack, id, 'connected');
    expect(connected.coverage).toBe('own_files');
    expect(connected.lastTest?.status).toBe('failed');
    const scanned = await untilScanned(stack, id);
    expect(scanned.eventStream?.state).toBe('unavailable');
    await expectFilesMatch(stack, id, ({ ownerId }) => ownerId === user.userId);
  });
});
