import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Config } from '../config.js';
import type { Cipher } from '../util/encryption.js';
import type { Db } from '../store/sql/postgres.js';
import type { TemporalClient } from '../temporal/client.js';

/** What the API is made of. */
export interface ApiDependencies {
  readonly config: Config;
  readonly db: Db;
  readonly cipher: Cipher;
  readonly workflows: TemporalClient;
}

/** A Fastify application whose routes are typed by their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;
