import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PORTAL_SCHEMA, portalSchema } from '../../scripts/portal-schema.js';

it('the portal’s types match the API; if not, run npm run portal:types', async () => {
  expect(await readFile(PORTAL_SCHEMA, 'utf8')).toBe(await portalSchema());
});
