/** `npm run portal:types`: generates the API's types for the portal. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './options.js';
import { PORTAL_SCHEMA, portalSchema } from './portal-schema.js';

await runCommand(async () => {
  await mkdir(path.dirname(PORTAL_SCHEMA), { recursive: true });
  await writeFile(PORTAL_SCHEMA, await portalSchema());
  return 0;
});
