import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PATHS = 'import-x/no-restricted-paths';
const NAMES = '@typescript-eslint/no-restricted-imports';

// Neither rule needs types, and the linted files do not exist.
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => ruleId === PATHS || ruleId === NAMES,
});

/** Lints a new file in a folder; returns, for each of its lines, whether it is refused. */
async function refusedLines(folder: string, lines: readonly string[]): Promise<boolean[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: `${folder}/new-file.ts` });
  const refused = new Set(result?.messages.map(({ line }) => line));
  return lines.map((_, index) => refused.has(index + 1));
}

const zoneSchema = z.object({ target: z.string(), from: z.string(), except: z.array(z.string()).default([]) });
type Zone = z.infer<typeof zoneSchema>;
const config: unknown = await eslint.calculateConfigForFile('src/server.ts');
const [, { zones }] = z
  .object({ rules: z.object({ [PATHS]: z.tuple([z.number(), z.object({ zones: z.array(zoneSchema) })]) }) })
  .parse(config).rules[PATHS];

describe('the floor plan', () => {
  it.each([...new Set(zones.map(({ target }) => target))])(
    'refuses each import that %s may not have',
    async (target) => {
      const forbidden = zones.filter((zone) => zone.target === target).map((zone) => importOf(zone));
      const refused = await refusedLines(target, forbidden);
      expect(forbidden.filter((_, index) => !refused[index])).toEqual([]);
    },
  );

  it.each([
    ['src/domain', 'src/store/migrate.ts'],
    ['src/util', 'src/domain/scan.ts'],
    ['src/box', 'src/store/migrate.ts'],
    ['src/store', 'src/box/client.ts'],
    ['src/temporal', 'src/store/migrate.ts'],
    ['src/metrics', 'src/store/migrate.ts'],
    ['src/store', 'src/metrics/registry.ts'],
    ['src/api/files', 'src/box/client.ts'],
    ['src/api/files', 'src/api/scan/routes.ts'],
    ['src/api', 'activities/index.ts'],
    ['workflows', 'src/store/migrate.ts'],
    ['activities', 'src/api/app.ts'],
    ['activities', 'workflows/contract.ts'],
    ['simulator', 'src/config.ts'],
    ['portal/src', 'src/domain/scan.ts'],
    ['portal/src/ui', 'portal/src/app.tsx'],
    ['clients', 'src/domain/scan.ts'],
  ])('%s does not import %s', async (target, from) => {
    expect(statSync(path.join(ROOT, from)).isFile()).toBe(true);
    expect(await refusedLines(target, [`import '${specifier(target, from)}';`])).toEqual([true]);
  });

  it.each([
    ['src/store', 'src/domain/scan.ts'],
    ['src/api/files', 'src/store/migrate.ts'],
    ['src/api/files', 'src/api/http/paging.ts'],
    ['src/api', 'src/box/oauth.ts'],
    ['src/temporal', 'workflows/contract.ts'],
    ['workflows/support', 'src/domain/scan.ts'],
    ['activities/scan', 'src/box/client.ts'],
    ['clients', 'portal/src/api/schema.d.ts'],
  ])('%s may import %s', async (target, from) => {
    expect(await refusedLines(target, [`import '${specifier(target, from)}';`])).toEqual([false]);
  });
});

describe('layers and packages', () => {
  it.each([
    ['workflows', "import { connectBox } from '../activities/index.js'"],
    ['workflows/support', "import { connectBox } from '../../activities/index.js'"],
    ['workflows', "import { readFile } from 'node:fs/promises'"],
    ['workflows', "import { z } from 'zod'"],
    ...['domain', 'util', 'box', 'store'].flatMap((layer) => [
      [`src/${layer}`, "import { Client } from '@temporalio/client'"],
      [`src/${layer}`, "import fastify from 'fastify'"],
    ]),
    ['src/temporal', "import fastify from 'fastify'"],
    ['src/worker', "import fastify from 'fastify'"],
    ['activities/scan', "import fastify from 'fastify'"],
    ['activities/scan', "import { createTemporal } from '../../src/temporal/client.js'"],
    ['simulator', "import { Client } from '@temporalio/client'"],
    ['portal/src/ui', "import { Link } from 'react-router'"],
    ['portal/src/words', "import { api } from '../api/client.js'"],
  ])('%s refuses %s', async (folder, line) => {
    expect(await refusedLines(folder, [line])).toEqual([true]);
  });

  it.each([
    ['workflows', "import type { Activities } from '../activities/index.js'"],
    ['activities/scan', "import type { Temporal } from '../../src/temporal/client.js'"],
    ['src/temporal', "import { Client } from '@temporalio/client'"],
    ['src/api/http', "import fastify from 'fastify'"],
    ['portal/src/words', "import type { components } from '../api/schema.js'"],
  ])('%s accepts %s', async (folder, line) => {
    expect(await refusedLines(folder, [line])).toEqual([false]);
  });
});

/** An import that a zone refuses, of a file that exists. */
function importOf({ target, from, except }: Zone): string {
  const file = sourceFilesIn(from).find((each) => !except.some((part) => isWithin(each, path.join(from, part))));
  if (file === undefined) throw new Error(`The zone refuses imports from ${from}, which has no such file`);
  return `import '${specifier(target, file)}';`;
}

function sourceFilesIn(place: string): string[] {
  const absolute = path.join(ROOT, place);
  if (statSync(absolute).isFile()) return [path.normalize(place)];
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.d)\.tsx?$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
    .map((file) => path.join(place, file));
}

const isWithin = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

function specifier(folder: string, file: string): string {
  const relative = path.relative(folder, file).replace(/(\.d)?\.tsx?$/, '.js');
  return relative.startsWith('.') ? relative : `./${relative}`;
}
