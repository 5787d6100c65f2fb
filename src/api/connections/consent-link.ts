import { randomBytes, randomUUID } from 'node:crypto';
import { authorizeUrl } from '../../box/oauth.js';
import { oauthApp, type Config } from '../../config.js';
import { issueConsent } from '../../store/connections/consents.js';
import type { Trx } from '../../store/sql/postgres.js';
import { sha256 } from '../../util/sha256.js';

/** A consent link and when it expires. */
export interface ConsentLink {
  readonly consentUrl: string;
  readonly expiresAt: Date;
}

/**
 * Issues a consent link for a connection; earlier links of the connection stop working. Its OAuth state has 256 bits, and
 * only the hash is stored (RFC 6749 §10.12).
 */
export async function createConsentLink(trx: Trx, config: Config, connectionId: string): Promise<ConsentLink> {
  const state = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + config.consentTtlSeconds * 1000);
  await issueConsent(trx, { id: randomUUID(), connectionId, stateHash: sha256(state), expiresAt });
  return { consentUrl: authorizeUrl(oauthApp(config), state), expiresAt };
}
