/** One round: an enterprise is connected, blows fall, and everything is compared once they have stopped. */
import { setTimeout as delay } from 'node:timers/promises';
import { boxwardAt, type Boxward } from '../../clients/boxward.js';
import { simulatorAt } from '../../clients/simulator.js';
import type { ChaosStack } from './chaos-stack.js';
import { skipsOf, type Subject } from './examine.js';
import { mayCostConsent } from './judge-consent.js';
import { GRACE_MS, untrueStatements } from './judge-health.js';
import { rowsLeft } from './leftovers.js';
import { observe, type Observer } from './observer.js';
import { operate } from './operator.js';
import { untilSuccess, within } from './patience.js';
import { PROCESSES, type Plan } from './plan.js';
import { awaitRecovery } from './recovery.js';
import type { RoundResult } from './results.js';
import { blowsOf } from './strike.js';

/** How a round is run. */
export interface RoundOptions {
  readonly recoverWithinMs: number;
  readonly say: (line: string) => void;
}

const PURGE_WITHIN_MS = 120_000;

/** Runs a round. Throws only if the harness itself fails. */
export async function runRound(stack: ChaosStack, plan: Plan, options: RoundOptions): Promise<RoundResult> {
  const startedAt = Date.now();
  const { say } = options;
  const boxward = boxwardAt(stack.apiUrl, stack.adminToken);
  const simulator = simulatorAt(stack.simulatorUrl);
  let isLively = false;
  let starts = 0;
  // A restarted simulator has kept neither its settings nor its activity.
  await stack.startSimulator(plan.enterprise, async () => {
    starts += 1;
    await simulator.settings(plan.settings);
    const { perMinute, mix, seed } = plan.activity;
    if (isLively) await simulator.startActivity(perMinute, { mix, seed: seed + starts });
  });
  if (plan.clockAheadMs > 0) await simulator.advance(plan.clockAheadMs);
  const endedBefore = endedByThemselves(stack);

  const created = await untilSuccess(60_000, () => boxward.createConnection(`Round ${plan.seed} at ${startedAt}`));
  const connectionId = created.id;
  await simulator.consent(created.consentUrl, { login: plan.login });
  isLively = true;
  await simulator.startActivity(plan.activity.perMinute, { mix: plan.activity.mix, seed: plan.activity.seed });

  const blows = blowsOf(stack, plan, say);
  const expectedSkips = skipsOf(await simulator.truthUsers(), plan.login);
  const observer = observe(stack, connectionId, { faults: () => blows.faults, expectedSkips });
  try {
    await Promise.all([blows.run(), operate(plan, boxward, simulator, connectionId)]);
    isLively = false;
    await untilSuccess(60_000, async () => {
      await simulator.stopActivity();
      await simulator.clearFaults();
    });

    const subject: Subject = {
      stack,
      boxward,
      simulator,
      connectionId,
      login: plan.login,
      hidden: blows.hidden,
      jumps: () => [{ at: startedAt, aheadMs: plan.clockAheadMs }, ...blows.jumps],
    };
    const lastStatement = () => observer.samples.findLast(({ said }) => said !== null)?.said ?? null;
    const recovery = await awaitRecovery(subject, options.recoverWithinMs, lastStatement);
    const losses = [...recovery.losses];
    if (recovery.tookMs !== null) {
      losses.push(...(await tokenFaults(subject)), ...(await untilHealthy(observer)));
    }
    if (recovery.consents > 0 && !mayCostConsent(plan.blows)) {
      losses.push(`asked for a new consent although nothing revoked the tokens: ${recovery.help.join(', ')}`);
    }
    await observer.stop();
    const untrue = untrueStatements(observer.samples);
    if (losses.length === 0) losses.push(...(await purge(subject)));
    return {
      seed: plan.seed,
      ms: Date.now() - startedAt,
      blows: plan.blows.map(({ kind }) => kind),
      recoveryMs: recovery.tookMs,
      losses,
      untrue,
      help: recovery.help,
      endedByThemselves: endedByThemselves(stack) - endedBefore,
      connectionId,
      samples: observer.samples,
    };
  } finally {
    await observer.stop();
  }
}

/** One more call to Box must work: Test API passes, but for a Co-Admin, who may not see everything. */
async function tokenFaults({ boxward, connectionId, login }: Subject): Promise<string[]> {
  const result = await testPatiently(boxward, connectionId).catch((error: unknown) => String(error));
  if (typeof result === 'string') return [`Test API after recovery: ${result}`];
  if (!('checks' in result)) return ['Test API after recovery takes longer than the API waits'];
  if (result.status === 'passed' || login.startsWith('coadmin')) return [];
  const failed = result.checks.filter(({ status }) => status !== 'passed');
  return [`Test API fails after recovery: ${failed.map(({ title, message }) => `${title}: ${message}`).join('; ')}`];
}

/** A worker notices a connection to Temporal that has fallen silent within a minute; until then calls return 503. */
async function testPatiently(boxward: Boxward, connectionId: string) {
  const since = Date.now();
  for (;;) {
    try {
      return await within(120_000, boxward.testApi(connectionId));
    } catch (error) {
      if (Date.now() - since > GRACE_MS) throw error;
      await delay(2_000);
    }
  }
}

/** Waits until the connection says that it is healthy; a version that reports no health is not judged. */
async function untilHealthy(observer: Observer): Promise<string[]> {
  const since = Date.now();
  for (;;) {
    const last = observer.samples.at(-1)?.said;
    const isOverall = last?.overall === 'healthy' || last?.overall === null;
    if (last?.state === 'unknown' || (last?.state === 'healthy' && isOverall)) return [];
    // What a Co-Admin may not see stays reduced.
    if (last?.codes.every((code) => code === 'coverage_reduced') && last.coverage === 'limited') return [];
    if (Date.now() - since > GRACE_MS) {
      return [
        `untrue: the connection says ${last?.state ?? 'nothing'} (${last?.codes.join(', ') ?? ''}), the deployment ${last?.overall ?? 'nothing'}, a minute after all was well again`,
      ];
    }
    await delay(1_000);
  }
}

async function purge({ stack, boxward, connectionId }: Subject): Promise<string[]> {
  await untilSuccess(30_000, () => boxward.purge(connectionId));
  const giveUpAt = Date.now() + PURGE_WITHIN_MS;
  for (;;) {
    const left = await rowsLeft(stack.databaseUrl, connectionId);
    if (left.length === 0 || Date.now() > giveUpAt) return left;
    await delay(1_000);
  }
}

const endedByThemselves = (stack: ChaosStack): number =>
  PROCESSES.reduce((sum, name) => sum + stack.process(name).endedByItself, 0);
