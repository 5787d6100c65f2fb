import { sql, type Selectable } from 'kysely';
import type { Problem } from '../../domain/problems.js';
import type { ConsentTable } from '../tables/connections.js';
import type { Cipher } from '../../util/encryption.js';
import type { Db, Trx } from '../sql/postgres.js';

/** A consent link and what came of it. */
export type Consent = Selectable<ConsentTable>;

/** An answered consent and the name of its connection. */
export type AnsweredConsent = Consent & { readonly connectionName: string };

/** Issues a consent link; links issued before for the connection no longer count. */
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

/** Ends all links of a connection that have not been followed to their end; one being answered now is waited for. */
export async function closeConsents(db: Db, connectionId: string): Promise<void> {
  await db
    .updateTable('consents')
    .set({ outcome: 'superseded' })
    .where('connection_id', '=', connectionId)
    .where('outcome', 'is', null)
    .execute();
}

/** Whether a state is that of a link that may still be followed. */
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

/** Finds the consent of a state and locks it: a state works once, however often it comes. */
export async function lockConsent(trx: Trx, stateHash: Buffer): Promise<Consent | undefined> {
  return trx.selectFrom('consents').selectAll().where('state_hash', '=', stateHash).forUpdate().executeTakeFirst();
}

/** What came of a consent; a grant's tokens are stored sealed, together with it. */
export type ConsentAnswer =
  | { readonly outcome: 'denied' }
  | { readonly outcome: 'failed'; readonly reason: Problem }
  | {
      readonly outcome: 'granted';
      readonly grantId: string;
      readonly tokens: { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: Date };
    };

/** Writes down what came of a consent: from here on it is not lost. */
export async function answerConsent(trx: Trx, cipher: Cipher, consent: Consent, answer: ConsentAnswer): Promise<void> {
  if (answer.outcome === 'granted') {
    const { accessToken, refreshToken, expiresAt } = answer.tokens;
    await trx
      .insertInto('grants')
      .values({
        id: answer.grantId,
        connection_id: consent.connection_id,
        state: 'pending',
        tokens: cipher.seal(JSON.stringify({ accessToken, refreshToken }), `grant:${answer.grantId}`),
        access_expires_at: expiresAt,
      })
      .execute();
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

/** The last consent of a stretch: the next one goes on after it. */
export interface DeliveredUpTo {
  readonly answeredAt: Date;
  readonly id: string;
}

/** Consents that are handed over, and locked, at a time. */
const DELIVERED_AT_A_TIME = 20;

/**
 * Hands answered consents that no workflow knows of yet to `deliver`, oldest first, and marks those delivered for which
 * it answers true. Rows are locked meanwhile, so that of several processes one delivers each. Answers where to go on,
 * or null when there was no more.
 */
export async function deliverConsents(
  db: Db,
  deliver: (consent: AnsweredConsent) => Promise<boolean>,
  after: DeliveredUpTo | null = null,
): Promise<DeliveredUpTo | null> {
  return db.transaction().execute(async (trx) => {
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
    const waiting = await query
      .orderBy('answered_at')
      .orderBy('consents.id')
      .limit(DELIVERED_AT_A_TIME)
      .forUpdate('consents')
      .skipLocked()
      .execute();
    for (const consent of waiting) {
      if (!(await deliver(consent))) continue;
      await trx
        .updateTable('consents')
        .set({ delivered_at: sql<Date>`now()` })
        .where('id', '=', consent.id)
        .execute();
    }
    const last = waiting.length === DELIVERED_AT_A_TIME ? waiting.at(-1) : undefined;
    return last?.answered_at ? { answeredAt: last.answered_at, id: last.id } : null;
  });
}
