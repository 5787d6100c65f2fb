import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, expectTruth, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 5, files: 120 });
  id = await connect(stack, 'Every fault');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());
afterEach(() => stack.simulator.clearFaults());

const LISTINGS = 'GET /2.0/folders/';
const EVENTS = 'GET /2.0/events';

/** What strikes while people work and a scan begins anew; each is seen to strike before it ends. */
const FAULTS: readonly (readonly [name: string, fault: Readonly<Record<string, unknown>>])[] = [
  ['latency', { kind: 'latency', ms: 200, rate: 0.3 }],
  ['latency with a heavy tail', { kind: 'latency', tail: 'pareto', ms: 20, rate: 0.5 }],
  ['403 on a folder', { kind: '403', route: LISTINGS, count: 1 }],
  ['404 on a folder', { kind: '404', route: LISTINGS, count: 1 }],
  ['409, a tree that is being moved', { kind: '409', route: LISTINGS, rate: 0.2, count: 3 }],
  ['a storm of 429', { kind: '429', rate: 0.3, ms: 1_000, count: 10 }],
  ['500', { kind: '500', rate: 0.2, count: 8 }],
  ['502 with a page of HTML', { kind: '502html', rate: 0.2, count: 8 }],
  ['503', { kind: '503', rate: 0.2, count: 8 }],
  ['a connection reset before the effect', { kind: 'reset', rate: 0.2, count: 8 }],
  ['a connection reset after the effect', { kind: 'resetAfterEffect', rate: 0.2, count: 8 }],
  ['an answer that never comes', { kind: 'hang', route: LISTINGS, count: 1 }],
  ['an answer that drips', { kind: 'slowDrip', ms: 1_000, rate: 0.3, count: 8 }],
  ['JSON that breaks off', { kind: 'truncatedJson', rate: 0.2, count: 8 }],
  ['JSON of a wrong shape', { kind: 'wrongJson', route: LISTINGS, rate: 0.2, count: 3 }],
  ['a wrong content type', { kind: 'wrongContentType', rate: 0.2, count: 8 }],
  ['events that come twice', { kind: 'duplicateEvents' }],
  ['events out of order', { kind: 'outOfOrderEvents' }],
  ['events that come late', { kind: 'lateEvents', ms: 3_000, rate: 0.5 }],
  ['a clock that is off', { kind: 'clockSkew', ms: 3_600_000 }],
  ['trouble with the event stream', { kind: '500', route: EVENTS, count: 3 }],
];

/** People work: an edit, an upload, a new name, a link, a deletion. */
async function work(turn: number): Promise<void> {
  const [edited, renamed, shared, deleted] = await stack.simulator.pick('file', `n=4&seed=${turn}`);
  const [folder] = await stack.simulator.pick('folder', `n=1&seed=${turn}`);
  await stack.simulator.act([
    { type: 'edit', fileId: edited!.id },
    { type: 'rename', fileId: renamed!.id, name: `renamed ${turn}.txt` },
    { type: 'share', fileId: shared!.id, access: 'open' },
    { type: 'delete', fileId: deleted!.id },
    { type: 'upload', folderId: folder!.id, name: `new ${turn}.txt` },
  ]);
}

/** Begins another scan, and answers its generation once it is under way. */
async function restart(): Promise<number> {
  const generation = ((await stack.boxward.getConnection(id)).scan.generation ?? 0) + 1;
  await stack.boxward.restartScan(id);
  return generation;
}

const untilIdle = (generation: number) =>
  eventually(
    () => stack.boxward.getConnection(id),
    ({ scan }) =>
      scan.generation === generation &&
      scan.state === 'idle' &&
      scan.folders.waiting === 0 &&
      scan.express.waiting === 0,
    { timeoutMs: 120_000 },
  );

const untilTrue = () =>
  eventually(
    async () => {
      await expectTruth(stack, id);
      return true;
    },
    (isTrue) => isTrue,
    { everyMs: 500 },
  );

describe('a scan, and changes meanwhile, come through', () => {
  it.each(FAULTS.map(([name, fault], turn) => [name, fault, turn] as const))(
    '%s with the truth intact',
    async (_name, fault, turn) => {
      await stack.simulator.fault({ seed: turn + 1, ...fault });
      await work(turn + 1);
      const generation = await restart();
      await eventually(
        () => stack.simulator.faults(),
        ([inForce]) => (inForce?.hits ?? 0) > 0,
      );
      await untilIdle(generation);
      await stack.simulator.clearFaults();
      // What was refused once and set aside for it, or told wrong, is put right by the next scan.
      if (['403', '404', 'clockSkew'].includes(String(fault['kind']))) await untilIdle(await restart());
      await untilTrue();
    },
  );

  it('access tokens that expire with the truth intact', async () => {
    const generation = await restart();
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    await work(101);
    await untilIdle(generation);
    await untilTrue();
    expect((await stack.boxward.getConnection(id)).status).toBe('connected');
  });

  it('refresh tokens that are revoked with the truth intact, once somebody has consented again', async () => {
    const generation = await restart();
    await stack.simulator.fault({ kind: 'revokeRefreshTokens' });
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    await work(102);
    await untilStatus(stack, id, 'needs_reauthorization');
    const consentUrl = await stack.boxward.createConsentLink(id);
    await stack.simulator.consent(consentUrl);
    await untilIdle(generation);
    await untilTrue();
  });
});
