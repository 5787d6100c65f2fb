import { afterEach, describe, expect, it } from 'vitest';
import { connect, expectTruth, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

describe('a Co-Admin who connects', () => {
  it('is told why Test API fails, and the scan goes on without the files of administrators', async () => {
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
    const unseen = users.filter(({ role, login }) => role !== 'user' && login !== 'coadmin@acme.example');
    expect(unseen.length).toBeGreaterThanOrEqual(2);
    await expectTruth(stack, id, ({ ownerId }) => unseen.every(({ userId }) => userId !== ownerId));
    // The list of their own pages through all of them.
    const listed = await stack.boxward.listProblems(id, 1);
    expect(listed.map(({ itemId }) => itemId).sort()).toEqual(unseen.map(({ userId }) => userId).sort());
    for (const { login } of unseen) {
      expect(scanned.problems.some(({ message, remedy }) => message.includes(login) && remedy)).toBe(true);
    }
  });
});

describe('a plain user who connects', () => {
  it('sees its own files scanned, and is told that there are no events', async () => {
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
    await expectTruth(stack, id, ({ ownerId }) => ownerId === user.userId);
  });
});
