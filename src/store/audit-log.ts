import type { Kysely } from 'kysely';
import type { Database } from './database.js';

/** Writes down a change made through the API: by which token, to what. */
export async function audit(
  db: Kysely<Database>,
  entry: { readonly tokenId: string; readonly action: string; readonly target: string; readonly detail?: object },
): Promise<void> {
  const { tokenId, action, target, detail } = entry;
  await db
    .insertInto('audit_log')
    .values({ token_id: tokenId, action, target, detail: detail ? JSON.stringify(detail) : null })
    .execute();
}
