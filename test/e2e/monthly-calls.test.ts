/** The month's calls of a small Box plan: the scan of everything waits, changed files do not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../clients/boxward.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

const PER_MONTH = 1_000;

let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({
    users: 4,
    // More folders than calls are left.
    files: 1_500,
    filesPerFolder: 1,
    env: {
      BOX_MONTHLY_API_CALLS: String(PER_MONTH),
      // Calls are used up within a minute or two: ten a second for the event stream alone.
      BOXWARD_EVENT_POLL_MIN_MS: '100',
      BOXWARD_EVENT_POLL_MAX_MS: '100',
    },
  });
  id = await connect(stack, 'Thrifty');
}, 240_000);
afterAll(() => stack.stop(), 120_000);

const until = (isWanted: (connection: Connection) => boolean) =>
  eventually(() => stack.boxward.getConnection(id), isWanted, { timeoutMs: 180_000 });
const codesOf = ({ health }: Connection) => health.reasons.map(({ code }) => code);

/** Edits a file that the scan knows, and waits for its rescan. */
async function editOne(): Promise<Connection> {
  const [file] = await stack.boxward.listFiles(id);
  const { scan } = await stack.boxward.getConnection(id);
  await stack.simulator.act([{ type: 'edit', fileId: file!.fileId }]);
  return until((connection) => connection.scan.express.scanned > scan.express.scanned);
}

describe('a scan that needs more calls than the month has left', () => {
  it('is slowed, and says until when, while calls are left', async () => {
    const { apiCalls, scan } = await until(({ apiCalls: { bulkSlowedUntil } }) => bulkSlowedUntil !== null);
    const now = new Date();
    const nextMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    expect(apiCalls).toMatchObject({ perMonth: PER_MONTH, bulkSlowedUntil: expect.any(String) as unknown });
    expect(Date.parse(apiCalls.bulkSlowedUntil!)).toBe(nextMonth.getTime());
    expect(apiCalls.thisMonth).toBeLessThan(PER_MONTH);
    expect(apiCalls.forecast).toBeGreaterThanOrEqual(apiCalls.thisMonth);
    expect(scan.state).toBe('running');
  });

  it('is reported as a problem of health before the calls are used up, and not as stuck', async () => {
    const connection = await until((each) => codesOf(each).includes('monthly_calls_low'));
    expect(connection.apiCalls.thisMonth).toBeLessThan(PER_MONTH);
    expect(connection.health.state).toBe('degraded');
    expect(codesOf(connection)).not.toContain('scan_stuck');
  });

  it('holds up no changed file, before and after the calls are used up, and lists next to nothing', async () => {
    const slowed = await editOne();
    await until(({ apiCalls }) => apiCalls.thisMonth > PER_MONTH);
    const after = await editOne();
    // One call in ten minutes, and those that had their share when the scan was slowed.
    expect(after.scan.folders.listed - slowed.scan.folders.listed).toBeLessThanOrEqual(5);
    expect(after.scan.folders.waiting).toBeGreaterThan(0);
    expect(after.apiCalls.forecast).toBeGreaterThan(PER_MONTH);
    expect(after.status).toBe('connected');
    expect(codesOf(after)).toContain('monthly_calls_low');
    expect(codesOf(after)).not.toContain('scan_stuck');
  });
});
