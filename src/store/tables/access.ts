import type { Generated } from 'kysely';
import type { ApiRole } from '../../domain/access.js';
import type { CreatedAt, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

/** An API token, stored as its hash. */
export interface ApiTokenTable {
  id: string;
  name: string;
  role: ApiRole;
  token_hash: Buffer;
  created_at: CreatedAt;
  revoked_at: NullableTimestamp;
}

/** A session of the portal. It has the rights of its token and ends with it. */
export interface SessionTable {
  /** SHA-256 of the session id in the cookie. */
  id_hash: Buffer;
  token_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
}

/** A one-time link that starts a session with the rights of the token that created it. */
export interface SignInLinkTable {
  /** SHA-256 of the code. */
  code_hash: Buffer;
  token_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
}

/** A change made through the API. */
export interface AuditLogTable {
  id: Generated<number>;
  at: CreatedAt;
  token_id: string;
  action: string;
  target: string;
  detail: NullableJson<object>;
}

/** The stored response to a request with an idempotency key. */
export interface IdempotencyKeyTable {
  key_hash: Buffer;
  request_hash: Buffer;
  /** Encrypted, because the response contains a consent link. */
  response: string;
  created_at: CreatedAt;
}
