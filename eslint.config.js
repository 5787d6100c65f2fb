import eslint from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Refuses imports by how they are written: for packages, and where types are allowed. */
const refuse = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

/** Every place of the floor plan, and the places that each may import (docs/architecture.md). */
const MAY_IMPORT = {
  'src/domain': [],
  'src/util': [],
  'src/box': ['src/domain'],
  'src/store': ['src/domain', 'src/util'],
  workflows: ['src/domain', 'activities'],
  'src/temporal': ['src/domain', 'workflows/contract.ts'],
  'src/health': ['src/domain', 'src/util', 'src/store', 'src/temporal'],
  'src/metrics': ['src/domain', 'src/util', 'src/box'],
  activities: ['src/domain', 'src/util', 'src/box', 'src/store', 'src/temporal'],
  'src/worker': [
    'src/domain',
    'src/util',
    'src/box',
    'src/store',
    'src/temporal',
    'src/health',
    'src/metrics',
    'activities',
    'workflows/contract.ts',
    'src/config.ts',
  ],
  'src/api': [
    'src/domain',
    'src/util',
    'src/store',
    'src/temporal',
    'src/health',
    'src/metrics',
    'src/box/oauth.ts',
    'src/box/setup-guide.ts',
    'src/config.ts',
  ],
  simulator: [],
  portal: [],
  clients: ['portal/src/api'],
};
/** The places of the whole tree; each imports of the others only what the table allows. */
const PLACES = [...Object.keys(MAY_IMPORT), 'src/config.ts', 'src/server.ts', 'src/worker.ts', 'scripts', 'test'];

/** One zone for each pair of places that the table does not allow. */
const floorPlan = Object.entries(MAY_IMPORT).flatMap(([target, allowed]) =>
  PLACES.filter((from) => from !== target && !allowed.includes(from)).map((from) => ({
    target: `./${target}`,
    from: `./${from}`,
    except: allowed.filter((path) => path.startsWith(`${from}/`)).map((path) => `./${path.slice(from.length + 1)}`),
    message: `${target} may import: ${allowed.join(', ') || 'nothing else'}.`,
  })),
);

/** A room of the API imports `http/` and `access/`, and no other room. */
const API_ROOMS = ['connections', 'scan', 'files', 'activity-log', 'overview', 'access', 'health', 'metrics'];
const apiRooms = ['http', ...API_ROOMS].flatMap((target) =>
  API_ROOMS.filter((from) => from !== target && (from !== 'access' || target === 'http')).map((from) => ({
    target: `./src/api/${target}`,
    from: `./src/api/${from}`,
    message:
      'A room of the API imports http/ and access/, and no other room. Bodies that two rooms return: http/bodies/.',
  })),
);

/** The drawers of the portal that know no page, and the drawers that each may import. */
const PORTAL_MAY_IMPORT = {
  format: [],
  api: [],
  ui: ['format'],
  words: ['format', 'api'],
};
const portalDrawers = Object.entries(PORTAL_MAY_IMPORT).map(([target, allowed]) => ({
  target: `./portal/src/${target}`,
  from: './portal/src',
  except: [target, ...allowed].map((drawer) => `./${drawer}`),
  message: `portal/src/${target} may import: ${allowed.join(', ') || 'nothing else'}.`,
}));

const nodeBuiltIns = {
  regex:
    '^node:|^(assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|net|os|path|process|stream|timers|tls|url|util|worker_threads|zlib)(/|$)',
  message: 'Workflow code is deterministic: no Node built-ins.',
};
const temporal = { regex: '^@temporalio/', message: 'This layer knows nothing of Temporal.' };
const fastify = { regex: '^(fastify|@fastify/)', message: 'This layer knows nothing of Fastify.' };

export default tseslint.config(
  { ignores: ['**/dist', '.boxward', 'coverage', 'reports', '.stryker-tmp', '.guards-tmp'] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-duplicates': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Fastify plugins and Temporal activities are async by contract, with or without an await.
      '@typescript-eslint/require-await': 'off',
      // `while (true)` reads better than a flag in a loop that ends by return.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
    },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
  },
  // Imports point one way (docs/architecture.md).
  {
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: [...floorPlan, ...apiRooms, ...portalDrawers],
        },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: refuse(
      {
        regex: '^(\\.\\.?/)+activities/',
        message: 'Workflows import only the types of activities.',
        allowTypeImports: true,
      },
      nodeBuiltIns,
      { regex: '^zod', message: 'zod does not belong in the workflow bundle.' },
    ),
  },
  // The workflow bundle contains the domain.
  {
    files: ['src/domain/**/*.ts'],
    rules: refuse(temporal, fastify, nodeBuiltIns, {
      regex: '^zod',
      message: 'zod does not belong in the workflow bundle.',
    }),
  },
  { files: ['src/{util,box,store,metrics}/**/*.ts'], rules: refuse(temporal, fastify) },
  { files: ['src/temporal/**/*.ts', 'src/worker/**/*.ts'], rules: refuse(fastify) },
  { files: ['portal/src/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  {
    files: ['portal/src/{format,ui,words}/**/*.{ts,tsx}'],
    rules: refuse(
      { regex: '^react-router', message: 'This folder must not import react-router.' },
      {
        regex: '^(\\.\\.?/)+api/',
        message: 'This folder imports only the types of portal/src/api.',
        allowTypeImports: true,
      },
    ),
  },
  {
    files: ['activities/**/*.ts'],
    rules: refuse(fastify, {
      regex: '^(\\.\\.?/)+src/temporal/',
      message: 'Activities import only the types of src/temporal.',
      allowTypeImports: true,
    }),
  },
  { files: ['simulator/**/*.ts'], rules: refuse(temporal) },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
