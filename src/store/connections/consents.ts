import { sql, type Selectable } from 'kysely';
import type { TokenPair } from '../../domain/connection.js';
import type { Problem } from '../../domain/problems.js';
import type { Cipher } from '../../util/encryption.js';
import { allowIdle, type Db, type Trx } from '../sql/postgres.js';
import type { ConsentTable } from '../tables/connections.js';
import { insertGrant } from './grants.js';

/** A consent link and its outcome. */
export type Consent = Selectable<ConsentTable>;

/** An answered consent and the name of its connection. */
export type AnsweredConsent = Consent & { readonly connectionName: string };

/** Issues a consent link; earlier links of the connection no longer work. */
export async function issueConsent(
  trx: Trx,
  consent: { readonly id: string; readonly connectionId: string; readonly stateHash: Buffer; readonly expiresAt: Date },
): Promise<void> {
  await closeConsents(trx, consent.connectionId);
  await trx
    .insertInto('consents')
    .values({
      id: consent.id,
      connection_id: consent.connectionId,
      state_hash: consent.stateHash,
      expires_at: consent.expiresAt,
    })
    .execute();
}

/** Supersedes the open links of a connection. Waits for a consent that is being answered. */
export async function closeConsents(db: Db, connectionId: string): Promise<void> {
  await db
    .updateTable('consents')
    .set({ outcome: 'superseded' })
    .where('connection_id', '=', connectionId)
    .where('outcome', 'is', null)
    .execute();
}

/** Whether this OAuth state belongs to a link that is open and has not expired. */
export async function isOpenState(db: Db, stateHash: Buffer): Promise<boolean> {
  const open = await db
    .selectFrom('consents')
    .select('id')
    .where('state_hash', '=', stateHash)
    .where('outcome', 'is', null)
    .where('expires_at', '>', new Date())
    .executeTakeFirst();
  return open !== undefined;
}

/** Returns the consent of an OAuth state and locks it: of concurrent callbacks, one can answer it. */
export async function lockConsent(trx: Trx, stateHash: Buffer): Promise<Consent | undefined> {
  return trx.selectFrom('consents').selectAll().where('state_hash', '=', stateHash).forUpdate().executeTakeFirst();
}

/** The answer to a consent link. */
export type ConsentAnswer =
  | { readonly outcome: 'denied' }
  | { readonly outcome: 'failed'; readonly reason: Problem }
  | { readonly outcome: 'granted'; readonly grantId: string; readonly tokens: TokenPair };

/** Records the answer to a consent, with the grant if it was given. The outbox delivers it from here. */
export async function answerConsent(trx: Trx, cipher: Cipher, consent: Consent, answer: ConsentAnswer): Promise<void> {
  if (answer.outcome === 'granted') {
    const { grantId: id, tokens } = answer;
    await insertGrant(trx, cipher, { id, connectionId: consent.connection_id, tokens });
  }
  await trx
    .updateTable('consents')
    .set({
      outcome: answer.outcome,
      answered_at: new Date(),
      grant_id: answer.outcome === 'granted' ? answer.grantId : null,
      reason: answer.outcome === 'failed' ? JSON.stringify(answer.reason) : null,
    })
    .where('id', '=', consent.id)
    .execute();
}

/** The position of the last consent of a batch. */
export interface DeliveredUpTo {
  readonly answeredAt: Date;
  readonly id: string;
}

/** Consents that one transaction locks and delivers. */
const BATCH_SIZE = 20;
/** How long the delivery of one may take, in milliseconds. */
const DELIVERY_MS = 60_000;

/**
 * Passes answered consents that are not delivered yet to `deliver`, oldest first, and marks those as delivered for which
 * it returns true. The rows are locked meanwhile, so that only one process delivers each. Returns the position after
 * which to continue, or null if there were no more.
 */
export async function deliverConsents(
  db: Db,
  deliver: (consent: AnsweredConsent) => Promise<boolean>,
  after: DeliveredUpTo | null = null,
): Promise<DeliveredUpTo | null> {
  return db.transaction().execute(async (trx) => {
    await allowIdle(trx, DELIVERY_MS);
    let query = trx
      .selectFrom('consents')
      .innerJoin('connections', 'connections.id', 'consents.connection_id')
      .selectAll('consents')
      .select('connections.name as connectionName')
      .where('answered_at', 'is not', null)
      .where('delivered_at', 'is', null);
    if (after) {
      query = query.where(sql<boolean>`(answered_at, consents.id) > (${after.answeredAt}, ${after.id})`);
    }
    const batch = await query
      .orderBy('answered_at')
      .orderBy('consents.id')
      .limit(BATCH_SIZE)
      .forUpdate('consents')
      .skipLocked()
      .execute();
    for (const consent of batch) {
      if (!(await deliver(consent))) continue;
      await trx
        .updateTable('consents')
        .set({ delivered_at: sql<Date>`now()` })
        .where('id', '=', consent.id)
        .execute();
    }
    const last = batch.length === BATCH_SIZE ? batch.at(-1) : undefined;
    return last?.answered_at ? { answeredAt: last.answered_at, id: last.id } : null;
  });
}
