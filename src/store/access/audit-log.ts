import type { Db, Trx } from '../sql/postgres.js';

/** A change made through the API. */
export interface AuditEntry {
  readonly tokenId: string;
  readonly action: string;
  readonly target: string;
  readonly detail?: object;
}

/** Adds an entry to the audit log. */
export async function audit(db: Db, entry: AuditEntry): Promise<void> {
  const { tokenId, action, target, detail } = entry;
  await db
    .insertInto('audit_log')
    .values({ token_id: tokenId, action, target, detail: detail ? JSON.stringify(detail) : null })
    .execute();
}

/** Makes a change and adds its audit entry in one transaction: a change that fails leaves no entry. */
export async function audited<T>(db: Db, entry: AuditEntry, change: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await audit(trx, entry);
    return change(trx);
  });
}
