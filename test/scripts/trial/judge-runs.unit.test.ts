import { describe, expect, it } from 'vitest';
import { extremes, runFaults, type Run } from '../../../scripts/trial/judge-runs.js';

const run: Run = {
  workflowId: 'full-scan/c', runId: '01a21f34-bc96', length: 900, bytes: 50_000, signals: 10, patches: 1,
  identities: ['1@vm'], failedTasks: [], failures: [],
}; // prettier-ignore

describe('the judgement of runs', () => {
  it('accepts ordinary runs, a signal at their end, and a worker that has gone', () => {
    expect(
      runFaults([
        run,
        { ...run, failedTasks: ['cause 1: UnhandledCommand', 'cause 13: '], failures: ['Box is unreachable'] },
      ]),
    ).toEqual([]);
  });

  it.each([
    ['a workflow task that failed', { failedTasks: ['cause 24: Nondeterminism error'] }, 'a workflow task failed'],
    ['an unknown activity', { failures: ['Activity function x is not registered on this Worker'] }, 'not registered'],
    ['a schema that does not fit', { failures: ['null value in column "x" violates not-null constraint'] }, 'violates'],
    ['a history that is too long', { length: 4_001 }, '4001 events'],
    ['a history that is too large', { bytes: 6_000_000 }, '6000000 bytes'],
    ['too many signals', { signals: 2_501 }, '2501 signals'],
  ])('finds %s', (_, change, expected) => {
    expect(runFaults([{ ...run, ...change }])).toEqual([expect.stringContaining(expected)]);
  });

  it('knows the largest figures of each workflow', () => {
    expect(extremes([run, { ...run, length: 1_600, signals: 3 }, { ...run, workflowId: 'follow-events/c' }])).toEqual({
      'full-scan': { runs: 2, events: 1_600, bytes: 50_000, signals: 10 },
      'follow-events': { runs: 1, events: 900, bytes: 50_000, signals: 10 },
    });
  });
});
