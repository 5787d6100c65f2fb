import type { Generated } from 'kysely';
import type { CreatedAt, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

export interface ApiTokenTable {
  id: string;
  name: string;
  role: 'admin' | 'operator';
  token_hash: Buffer;
  created_at: CreatedAt;
  revoked_at: NullableTimestamp;
}

/** Who is signed in: the session stands for a token, and ends with it. */
export interface SessionTable {
  /** SHA-256 of what the cookie holds. */
  id_hash: Buffer;
  token_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
}

/** A link that signs somebody in, once, in the place of the token that it was made with. */
export interface SignInLinkTable {
  /** SHA-256 of the code. */
  code_hash: Buffer;
  token_hash: Buffer;
  created_at: CreatedAt;
  expires_at: Timestamp;
}

export interface AuditLogTable {
  id: Generated<number>;
  at: CreatedAt;
  token_id: string;
  action: string;
  target: string;
  detail: NullableJson<object>;
}

export interface IdempotencyKeyTable {
  key_hash: Buffer;
  request_hash: Buffer;
  /** Encrypted: the answer holds a consent link. */
  response: string;
  created_at: CreatedAt;
}
