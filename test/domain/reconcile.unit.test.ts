import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONNECTION_STATUSES } from '../../src/domain/connection.js';
import {
  CONNECTION_WORKFLOWS,
  differencesOf,
  stepsOf,
  type StoredFacts,
  type WorkflowFacts,
} from '../../src/domain/reconcile.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const stored: StoredFacts = {
  name: 'acme',
  status: 'connected',
  lastPolledAt: at(10),
  backfillIsRunning: false,
  generation: 3,
};
const workflows: WorkflowFacts = {
  running: ['connect', 'follow', 'scan'],
  status: 'connected',
  polledAt: at(10),
  generation: 3,
};
const steps = (from: Partial<StoredFacts> | null, to: Partial<WorkflowFacts>) =>
  stepsOf(differencesOf(from && { ...stored, ...from }, { ...workflows, ...to }));
const NOTHING = { end: [], start: [] };

describe('Postgres and Temporal', () => {
  it('fit together if both know the same', () => {
    expect(steps({}, {})).toEqual(NOTHING);
    expect(steps({ backfillIsRunning: true }, { running: [...CONNECTION_WORKFLOWS] })).toEqual(NOTHING);
    expect(steps({ status: 'awaiting_consent', lastPolledAt: null, generation: 0 }, { running: ['connect'], status: 'awaiting_consent', polledAt: null, generation: null })).toEqual(NOTHING); // prettier-ignore
  });

  it('may differ by a poll and by a status that passes', () => {
    expect(steps({}, { polledAt: at(11) })).toEqual(NOTHING);
    expect(steps({ status: 'testing', lastPolledAt: null }, { polledAt: null })).toEqual(NOTHING);
  });
});

describe('an older Postgres', () => {
  it('gets the events since, and the scan continues what Postgres has', () => {
    expect(steps({}, { polledAt: at(12) })).toEqual({ end: ['follow', 'scan'], start: ['follow', 'scan'] });
    expect(steps({}, { generation: 4 })).toEqual({ end: ['follow', 'scan'], start: ['follow', 'scan'] });
  });

  it('ends the workflows of connections that it does not know', () => {
    expect(steps(null, {})).toEqual({ end: ['follow', 'scan', 'connect'], start: [] });
  });
});

describe('an older Temporal', () => {
  it('starts the workflows that it does not have', () => {
    const none = { running: [], status: null, polledAt: null, generation: null };
    expect(steps({ backfillIsRunning: true }, none)).toEqual({
      end: [],
      start: ['follow', 'backfill', 'scan', 'connect'],
    });
    expect(steps({ status: 'awaiting_consent', lastPolledAt: null }, none)).toEqual({ end: [], start: ['connect'] });
  });

  it('takes over the status', () => {
    expect(steps({}, { status: 'awaiting_consent' })).toEqual({ end: ['connect'], start: ['connect'] });
  });

  it('stops working for a connection that was disconnected', () => {
    expect(steps({ status: 'disconnected' }, {})).toEqual({ end: ['follow', 'scan', 'connect'], start: [] });
    expect(steps({ status: 'disconnected' }, { running: [] })).toEqual(NOTHING);
  });
});

describe('mending', () => {
  const facts = fc.record({
    stored: fc.option(
      fc.record({
        name: fc.constant('acme'),
        status: fc.constantFrom(...CONNECTION_STATUSES),
        lastPolledAt: fc.option(fc.nat(100).map(at)),
        backfillIsRunning: fc.boolean(),
        generation: fc.nat(5),
      }),
    ),
    workflows: fc.record({
      running: fc.subarray([...CONNECTION_WORKFLOWS]),
      status: fc.option(fc.constantFrom(...CONNECTION_STATUSES)),
      polledAt: fc.option(fc.nat(100).map(at)),
      generation: fc.option(fc.nat(5)),
    }),
  });

  it('leaves no difference, whatever the two knew', () => {
    fc.assert(
      fc.property(facts, ({ stored: from, workflows: to }) => {
        const { end, start } = stepsOf(differencesOf(from, to));
        const isRestarted = (workflow: (typeof CONNECTION_WORKFLOWS)[number]) => start.includes(workflow);
        const mended: WorkflowFacts = {
          running: [...to.running.filter((workflow) => !end.includes(workflow)), ...start],
          status: isRestarted('connect') ? (from?.status ?? null) : to.status,
          polledAt: isRestarted('follow')
            ? (from?.lastPolledAt ?? null)
            : to.running.includes('follow')
              ? to.polledAt
              : null,
          generation: isRestarted('scan') ? null : to.generation,
        };
        const left = differencesOf(from, mended);
        // A stream that runs although it was never polled, or without children, is not touched.
        const isJudged = from === null || from.lastPolledAt !== null;
        if (isJudged) expect(left).toEqual([]);
      }),
    );
  });

  it('starts nothing that runs, unless it ends it first', () => {
    fc.assert(
      fc.property(facts, ({ stored: from, workflows: to }) => {
        const { end, start } = stepsOf(differencesOf(from, to));
        for (const workflow of start) expect(to.running.includes(workflow) && !end.includes(workflow)).toBe(false);
      }),
    );
  });
});
