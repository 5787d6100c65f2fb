/** Walks a row of the scan: the answer, what follows from it, that it harms nothing else, and that it heals. */
import { expect } from 'vitest';
import type { Row } from '../rows.js';
import type { Enterprise } from './enterprise.js';
import { differences, hasGrant, heal, problems, scan, type Scanned } from './scan.js';
import { aim, type Targets } from './targets.js';

/** An enterprise and what the rows aim at in it. */
export interface Walker {
  readonly enterprise: Enterprise;
  readonly targets: Targets;
}

/** Sets the simulator to the row's answer, scans, and checks what follows during and after it. */
export async function walkScan({ enterprise, targets }: Walker, row: Row): Promise<void> {
  const once = row.times === 'once' ? { count: 1 } : {};
  const renewals = await countRenewals(enterprise);
  await enterprise.simulator.fault({ ...row.answer.fault, ...aim(row, targets), ...once });
  const scanned = await scan(enterprise, row.then === 'held' ? HELD_ROUNDS : undefined);
  await expectStruck(enterprise);
  await expectConsequence({ enterprise, targets }, row, scanned);
  if (row.then === 'renewed') expect(await countRenewals(enterprise)).toBeGreaterThan(renewals);
  await enterprise.simulator.clearFaults();
  if (!isSettled(row)) await heal(enterprise);
  await expectAllWell(enterprise);
}

/** In an outage every round is like the first; while Box limits the rate, a round waits for as long as Box says. */
const HELD_ROUNDS = 2;

/** Expects that the answer was given. */
export async function expectStruck({ simulator }: Enterprise): Promise<void> {
  const [fault] = await simulator.faults();
  expect(fault?.hits).toBeGreaterThan(0);
}

/** Expects that nothing is wrong any more: every file as at Box, no problem listed, the consent in force. */
export async function expectAllWell(enterprise: Enterprise): Promise<void> {
  expect({
    problems: await problems(enterprise),
    differences: await differences(enterprise),
    hasGrant: await hasGrant(enterprise),
  }).toEqual({ problems: [], differences: [], hasGrant: true });
}

/** Expects that nothing is marked as gone while an answer lasts. */
async function expectNoHarm(enterprise: Enterprise): Promise<void> {
  expect({ differences: await differences(enterprise), hasGrant: await hasGrant(enterprise) }).toEqual({
    differences: [],
    hasGrant: true,
  });
}

/** Whether a row leaves nothing to be retried. */
const isSettled = ({ then }: Row): boolean => ['used', 'retried', 'renewed'].includes(then);

async function expectConsequence(
  { enterprise, targets: { userId, folderId, shared } }: Walker,
  row: Row,
  { failures, isComplete }: Scanned,
): Promise<void> {
  switch (row.then) {
    case 'used':
    case 'renewed':
      expect(failures).toEqual([]);
      expect(isComplete).toBe(true);
      return;
    case 'retried':
      expect(isComplete).toBe(true);
      return;
    case 'held':
      expect(await problems(enterprise)).toEqual([]);
      if (row.problem !== null) expect(new Set(failures)).toEqual(new Set([row.problem]));
      expect(isComplete).toBe(false);
      break;
    case 'parked': {
      const parked = row.call === 'root' ? '0' : row.call === 'folder' ? folderId : shared.folderId;
      expect(await problems(enterprise)).toEqual([`folder ${parked} ${row.problem ?? ''}`]);
      expect(isComplete).toBe(true);
      break;
    }
    case 'userSkipped':
      expect(await problems(enterprise)).toEqual([`user ${userId} ${row.problem ?? ''}`]);
      expect(isComplete).toBe(true);
      break;
    case 'usersHidden': {
      const found = await problems(enterprise);
      expect(found.length).toBeGreaterThan(1);
      expect(found.filter((text) => !text.endsWith(` ${row.problem ?? ''}`))).toEqual([]);
      expect(isComplete).toBe(true);
      break;
    }
    case 'asUserRefused':
    case 'usersKept':
      expect(await problems(enterprise)).toEqual([`all - ${row.problem ?? ''}`]);
      expect(isComplete).toBe(true);
      break;
    case 'hidden':
      expect(isComplete).toBe(true);
      expect((await differences(enterprise)).map((text) => text.includes(shared.fileId))).toEqual([]);
      return;
    default:
      throw new Error(`${row.then} does not follow from a call of the scan`);
  }
  await expectNoHarm(enterprise);
}

const countRenewals = async (enterprise: Enterprise): Promise<number> =>
  (await enterprise.simulator.requests()).byRoute['POST /oauth2/token'] ?? 0;
