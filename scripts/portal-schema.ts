import { Connection } from '@temporalio/client';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { pino } from 'pino';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { assembleApp } from '../src/api/app.js';
import { createTemporalClient } from '../src/temporal/client.js';
import { loadConfig } from '../src/config.js';
import { createCipher } from '../src/util/encryption.js';
import { openDatabase } from '../src/store/sql/postgres.js';

/** Where the portal finds the types of the API. */
export const PORTAL_SCHEMA = 'portal/src/api/schema.d.ts';

const description = z.custom<OpenAPI3>(
  (value) => z.object({ openapi: z.string(), info: z.object({}), paths: z.object({}) }).safeParse(value).success,
);

/** The types of the API as the portal has them, from the routes themselves: no server, no database is asked. */
export async function portalSchema(): Promise<string> {
  const nodes = await openapiTS(description.parse(await describeApi()), { alphabetize: true });
  const text = `/** The API's types, from its own description. Not to be edited: npm run portal:types */\n${astToString(nodes)}`;
  return format(text, { ...(await resolveConfig(PORTAL_SCHEMA)), parser: 'typescript' });
}

async function describeApi(): Promise<unknown> {
  const config = loadConfig({
    DATABASE_URL: 'postgres://nobody@127.0.0.1/nothing',
    BOX_CLIENT_ID: 'nobody',
    BOX_CLIENT_SECRET: 'nothing',
    BOXWARD_ENCRYPTION_KEYS: `none:${Buffer.alloc(32).toString('base64')}`,
  });
  const db = openDatabase(config.databaseUrl);
  const connection = Connection.lazy();
  const workflows = createTemporalClient({ connection, namespace: 'default', uiUrl: null });
  const dependencies = { config, db, cipher: createCipher(config.encryptionKeys), workflows };
  const delivery = { deliverNow: () => Promise.resolve() };
  const app = await assembleApp(dependencies, delivery, pino({ level: 'silent' }));
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
    await connection.close();
    await db.destroy();
  }
}
