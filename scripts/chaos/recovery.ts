/** Waits until Boxward has recovered from the blows, and helps where only an admin can. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../clients/boxward.js';
import { examine, skipsOf, whyBusy, type Subject } from './examine.js';
import { GRACE_MS, type Statement } from './judge-health.js';
import { untilSuccess, within } from './patience.js';

/** How a recovery went. */
export interface Recovery {
  /** Milliseconds from the end of the blows until all was as it must be; null if that did not happen. */
  readonly tookMs: number | null;
  /** What was still wrong at the end, each in one line. */
  readonly losses: readonly string[];
  /** What only an admin could do, and what was done. */
  readonly help: readonly string[];
  /** How often a new consent was given. */
  readonly consents: number;
}

const EVERY_MS = 1_000;
const RESPONSE_WITHIN_MS = 15_000;
const CONSENT_EVERY_MS = 20_000;

/** Waits for at most `boundMs`. Ends early if Boxward says for a minute that all is well and it is not. */
export async function awaitRecovery(
  subject: Subject,
  boundMs: number,
  lastStatement: () => Statement | null,
): Promise<Recovery> {
  const { boxward, simulator, connectionId, login } = subject;
  const startedAt = Date.now();
  const help: string[] = [];
  let consents = 0;
  let losses: string[] = ['never examined'];
  let consentedAt = 0;
  /** Since when Boxward says that all is well. */
  const calm: { since: number | null } = { since: null };
  let restarted = false;

  const expectedSkips = skipsOf(await simulator.truthUsers(), login);
  if (subject.hidden !== null) {
    // What an entry has hidden, nobody can know: the next scan sees it.
    await untilSuccess(boundMs, () => boxward.restartScan(connectionId));
    help.push('restarted the scan: entries of lists had odd forms');
  }
  while (Date.now() - startedAt < boundMs) {
    await delay(EVERY_MS);
    losses = await within(RESPONSE_WITHIN_MS * 2, look()).catch((error: unknown) => {
      calm.since = null;
      return [`cannot be examined: ${error instanceof Error ? error.message : String(error)}`];
    });
    if (losses.length === 0) return { tookMs: Date.now() - startedAt, losses, help, consents };
    if (calm.since !== null && Date.now() - calm.since > GRACE_MS) {
      return { tookMs: null, losses: ['says for a minute that all is well, but:', ...losses], help, consents };
    }
  }
  return { tookMs: null, losses, help, consents };

  async function look(): Promise<string[]> {
    const connection = await within(RESPONSE_WITHIN_MS, boxward.getConnection(connectionId));
    if (connection.status === 'needs_reauthorization') await consentAgain(connection);
    const busy = whyBusy(connection);
    if (busy !== null) {
      calm.since = null;
      return [`not at rest: ${busy}`];
    }
    const differences = await examine(subject, connection);
    // A user who was left out is tried again within a day; an admin who cannot wait restarts the scan.
    const isLeftOut = connection.scan.users.skipped > expectedSkips;
    const isSilent = lastStatement()?.state === 'healthy' || lastStatement()?.state === 'unknown';
    calm.since = !isLeftOut && isSilent ? (calm.since ?? Date.now()) : null;
    if (isLeftOut && !restarted && Date.now() - startedAt > GRACE_MS / 2) {
      restarted = true;
      help.push(`restarted the scan: ${connection.scan.users.skipped - expectedSkips} users were left out`);
      await boxward.restartScan(connectionId);
    }
    return differences;
  }

  async function consentAgain({ statusReason }: Connection): Promise<void> {
    if (Date.now() - consentedAt < CONSENT_EVERY_MS) return;
    consentedAt = Date.now();
    consents += 1;
    help.push(`gave a new consent: ${statusReason?.code ?? 'no reason given'}`);
    await simulator.consent(await boxward.createConsentLink(connectionId), { login });
  }
}
