import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import { connect, expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
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

/** Odd forms of entries that hide nothing. */
const SAME_MEANING = ['numericIds', 'numericEtag', 'textSize', 'compactOffset', 'omittedNulls', 'nullNeighbor'];

/** Each is active while users change files and a new scan starts, and must have been applied before it is cleared. */
const FAULTS: readonly (readonly [name: string, fault: Readonly<Record<string, unknown>>])[] = [
  ['latency', { kind: 'latency', ms: 200, rate: 0.3 }],
  ['latency with a heavy tail', { kind: 'latency', tail: 'pareto', ms: 20, rate: 0.5 }],
  ['403 on a folder', { kind: '403', route: LISTINGS, count: 1 }],
  ['404 on a folder', { kind: '404', route: LISTINGS, count: 1 }],
  ['409 on a folder whose tree is being moved', { kind: '409', route: LISTINGS, rate: 0.2, count: 3 }],
  ['many 429 responses', { kind: '429', rate: 0.3, ms: 1_000, count: 10 }],
  ['500 responses', { kind: '500', rate: 0.2, count: 8 }],
  ['502 responses with an HTML page', { kind: '502html', rate: 0.2, count: 8 }],
  ['503 responses', { kind: '503', rate: 0.2, count: 8 }],
  ['connections reset before the request takes effect', { kind: 'reset', rate: 0.2, count: 8 }],
  ['connections reset after the request has taken effect', { kind: 'resetAfterEffect', rate: 0.2, count: 8 }],
  ['a response that never arrives', { kind: 'hang', route: LISTINGS, count: 1 }],
  ['responses that arrive slowly', { kind: 'slowDrip', ms: 1_000, rate: 0.3, count: 8 }],
  ['truncated JSON', { kind: 'truncatedJson', rate: 0.2, count: 8 }],
  ['JSON of the wrong shape', { kind: 'wrongJson', route: LISTINGS, rate: 0.2, count: 3 }],
  ['the wrong content type', { kind: 'wrongContentType', rate: 0.2, count: 8 }],
  ['duplicate events', { kind: 'duplicateEvents' }],
  ['events out of order', { kind: 'outOfOrderEvents' }],
  ['late events', { kind: 'lateEvents', ms: 3_000, rate: 0.5 }],
  ['a clock that is an hour off', { kind: 'clockSkew', ms: 3_600_000 }],
  ['the challenge of a proxy', { kind: 'foreign', status: 401, rate: 0.3, count: 8 }],
  ['the page of a firewall', { kind: 'foreign', status: 403, rate: 0.3, count: 8 }],
  ['the sign-in page of a network', { kind: 'foreign', status: 200, rate: 0.3, count: 8 }],
  ['404 and 410 now and then', { kind: 'boxError', status: 410, rate: 0.1, count: 8 }],
  ['401 for a token that is valid', { kind: 'boxError', status: 401, rate: 0.1, count: 4 }],
  ['entries of other forms that mean the same', { kind: 'oddEntries', forms: SAME_MEANING, rate: 0.5 }],
  [
    'collaborations that cannot be read twice',
    { kind: 'oddEntries', of: 'collaboration', forms: ['nullNeighbor'], count: 2 },
  ],
  ['events without their owner or actor', { kind: 'oddEntries', of: 'event', forms: ['noOwner', 'nullCreatedBy'] }],
  ['markers that were seen before', { kind: 'endlessPages', pages: 'same', count: 3 }],
  ['empty pages', { kind: 'endlessPages', pages: 'empty', count: 3 }],
  ['500 responses on the event stream', { kind: '500', route: EVENTS, count: 3 }],
];

/** Users change files: an edit, a rename, a shared link, a deletion and an upload. */
async function changeFiles(seed: number): Promise<void> {
  const [edited, renamed, shared, deleted] = await stack.simulator.pick('file', `n=4&seed=${seed}`);
  const [folder] = await stack.simulator.pick('folder', `n=1&seed=${seed}`);
  await stack.simulator.act([
    { type: 'edit', fileId: edited!.id },
    { type: 'rename', fileId: renamed!.id, name: `renamed ${seed}.txt` },
    { type: 'share', fileId: shared!.id, access: 'open' },
    { type: 'delete', fileId: deleted!.id },
    { type: 'upload', folderId: folder!.id, name: `new ${seed}.txt` },
  ]);
}

/** Starts another scan and returns its generation. */
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
  );

const untilFilesMatch = () => eventuallyPasses(() => expectFilesMatch(stack, id), { everyMs: 500 });

describe('a scan and the changes during it are complete despite', () => {
  it.each(FAULTS.map(([name, fault], index) => [name, fault, index + 1] as const))('%s', async (_name, fault, seed) => {
    await stack.simulator.fault({ seed, ...fault });
    await changeFiles(seed);
    const generation = await restart();
    await eventually(
      () => stack.simulator.faults(),
      ([active]) => (active?.hits ?? 0) > 0,
    );
    await untilIdle(generation);
    await stack.simulator.clearFaults();
    // Skewed times are stored: the next scan corrects them. One refusal needs no further scan.
    if (fault['kind'] === 'clockSkew') await untilIdle(await restart());
    await untilFilesMatch();
  });

  it('access tokens that expire', async () => {
    const generation = await restart();
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    await changeFiles(101);
    await untilIdle(generation);
    await untilFilesMatch();
    expect((await stack.boxward.getConnection(id)).status).toBe('connected');
  });

  it('refresh tokens that are revoked, once an admin has consented again', async () => {
    const generation = await restart();
    await stack.simulator.fault({ kind: 'revokeRefreshTokens' });
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    await changeFiles(102);
    await untilStatus(stack, id, 'needs_reauthorization');
    const consentUrl = await stack.boxward.createConsentLink(id);
    await stack.simulator.consent(consentUrl);
    await untilIdle(generation);
    await untilFilesMatch();
  });
});
