import { timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config.js';
import { findToken, hashToken, type ApiToken } from '../../store/access/api-tokens.js';
import type { Db } from '../../store/sql/postgres.js';

/** The owner of a valid API token, with the token's hash. */
export interface Principal extends ApiToken {
  readonly tokenHash: Buffer;
}

/** Finds the principal of a token by its hash; undefined if the token is unknown or revoked. */
export type FindPrincipal = (db: Db, tokenHash: Buffer) => Promise<Principal | undefined>;

/** Looks up principals among the stored tokens and BOXWARD_ADMIN_TOKEN, which grants access to the first admin. */
export function createFindPrincipal({ adminToken }: Pick<Config, 'adminToken'>): FindPrincipal {
  const adminTokenHash = adminToken === null ? null : hashToken(adminToken);
  return async (db, tokenHash) => {
    if (adminTokenHash && timingSafeEqual(tokenHash, adminTokenHash)) {
      return { id: 'bootstrap', name: 'BOXWARD_ADMIN_TOKEN', role: 'admin', tokenHash };
    }
    const token = await findToken(db, tokenHash);
    return token && { ...token, tokenHash };
  };
}
