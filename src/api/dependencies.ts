import type { Config } from '../config.js';
import type { CountScanWork } from './connections/scan-work.js';
import type { Db } from '../store/sql/postgres.js';
import type { TemporalClient } from '../temporal/client.js';
import type { Cipher } from '../util/encryption.js';

/** What the API runs on. The caller of `buildApp` opens and closes it. */
export interface ApiDependencies {
  readonly config: Config;
  readonly db: Db;
  readonly cipher: Cipher;
  readonly temporal: TemporalClient;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly config: Config;
    readonly db: Db;
    readonly cipher: Cipher;
    readonly temporal: TemporalClient;
    /** Counts what waits and what has failed in a scan. */
    readonly countScanWork: CountScanWork;
  }
}
