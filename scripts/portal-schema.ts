import { Connection } from '@temporalio/client';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { pino } from 'pino';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { buildApp } from '../src/api/app.js';
import { createTemporalClient } from '../src/temporal/client.js';
import { loadConfig } from '../src/config.js';
import { createCipher } from '../src/util/encryption.js';
import { openDatabase } from '../src/store/sql/postgres.js';

/** The generated types of the API for the portal. */
export const PORTAL_SCHEMA = 'portal/src/api/schema.d.ts';

const description = z.custom<OpenAPI3>(
  (value) => z.object({ openapi: z.string(), info: z.object({}), paths: z.object({}) }).safeParse(value).success,
);

/** Generates the types from the routes, without a server, a database or Temporal. */
export async function portalSchema(): Promise<string> {
  const nodes = await openapiTS(description.parse(await describeApi()), { alphabetize: true });
  const text = `/** Generated from the API's OpenAPI description by npm run portal:types; do not edit. */\n${astToString(nodes)}`;
  return format(text, { ...(await resolveConfig(PORTAL_SCHEMA)), parser: 'typescript' });
}

/** The OpenAPI description of the API. */
export async function describeApi(): Promise<unknown> {
  const config = loadConfig({
    DATABASE_URL: 'postgres://nobody@127.0.0.1/nothing',
    BOX_CLIENT_ID: 'nobody',
    BOX_CLIENT_SECRET: 'nothing',
    BOXWARD_ENCRYPTION_KEYS: `none:${Buffer.alloc(32).toString('base64')}`,
  });
  const db = openDatabase(config.databaseUrl);
  const connection = Connection.lazy();
  const temporal = createTemporalClient({ connection, namespace: 'default', uiUrl: null });
  const dependencies = { config, db, cipher: createCipher(config.encryptionKeys), temporal };
  const app = await buildApp(dependencies, pino({ level: 'silent' }));
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
    await connection.close();
    await db.destroy();
  }
}
