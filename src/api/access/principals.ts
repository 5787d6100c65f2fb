import { timingSafeEqual } from 'node:crypto';
import { findToken, hashToken, type ApiToken } from '../../store/access/api-tokens.js';
import type { Db } from '../../store/sql/postgres.js';
import type { ApiDependencies } from '../dependencies.js';

/** Whoever holds a token, with what is known of it: its hash. */
export interface Holder extends ApiToken {
  readonly tokenHash: Buffer;
}

/** Who holds the token of a hash; undefined when it lets nobody in, or no longer. */
export type FindHolder = (db: Db, tokenHash: Buffer) => Promise<Holder | undefined>;

/** Tokens that let somebody in: the stored ones, and the one that lets the first admin in. */
export function createHolders({ config }: Pick<ApiDependencies, 'config'>): FindHolder {
  const bootstrap = config.adminToken === null ? null : hashToken(config.adminToken);
  return async (db, tokenHash) => {
    if (bootstrap && timingSafeEqual(tokenHash, bootstrap)) {
      return { id: 'bootstrap', name: 'BOXWARD_ADMIN_TOKEN', role: 'admin', tokenHash };
    }
    const token = await findToken(db, tokenHash);
    return token && { ...token, tokenHash };
  };
}
