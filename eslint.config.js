import eslint from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Refuses imports by how they are written: for packages, and where types are allowed. */
const refuse = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

/** Files below `target` import nothing below `from` but `except` (relative to each), however the path is written. */
const zone = (target, from, except, message) => from.map((each) => ({ target, from: each, except, message }));
const LAYERS = ['./activities', './workflows', './simulator', './scripts', './src/api', './src/worker', './portal'];
const without = (...names) => LAYERS.filter((layer) => !names.includes(layer));

const nodeBuiltIns = {
  regex:
    '^node:|^(assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|net|os|path|process|stream|timers|tls|url|util|worker_threads|zlib)(/|$)',
  message: 'Workflow code is deterministic: no Node built-ins.',
};
const temporal = { regex: '^@temporalio/', message: 'This layer knows nothing of Temporal.' };
const fastify = { regex: '^(fastify|@fastify/)', message: 'This layer knows nothing of Fastify.' };

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.boxward', 'coverage'] },
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
          zones: [
            ...zone('./src/box', [...LAYERS, './src/store'], [], 'src/box stands alone.'),
            ...zone('./src/store', LAYERS, [], 'src/store uses only src/box.'),
            ...zone(
              './activities',
              without('./activities', './workflows'),
              [],
              'Activities use src/box and src/store.',
            ),
            ...zone(
              './src/worker',
              ['./simulator', './scripts', './src/api', './portal'],
              [],
              'The worker serves no HTTP.',
            ),
            ...zone('./src/api', without('./src/api', './workflows'), [], 'The API uses src/store and src/box.'),
            ...zone('./src/api', ['./workflows'], ['./contract.ts'], 'Of workflows the API uses only the contract.'),
            ...zone(
              './portal',
              ['./src', './workflows', './activities', './scripts', './simulator'],
              [],
              'The portal knows the API by its description alone.',
            ),
            ...zone(
              './simulator',
              ['./src', './workflows', './activities', './scripts', './portal'],
              [],
              'The simulator imports nothing of Boxward.',
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: refuse(
      {
        regex: '^(\\.\\.?/)+(activities|src|simulator|scripts)/',
        message: 'Workflows import only the types of activities.',
        allowTypeImports: true,
      },
      nodeBuiltIns,
      { regex: '^zod', message: 'zod does not belong into the workflow bundle.' },
    ),
  },
  { files: ['src/box/**/*.ts', 'src/store/**/*.ts'], rules: refuse(temporal, fastify) },
  { files: ['portal/src/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  { files: ['activities/**/*.ts'], rules: refuse(fastify) },
  { files: ['simulator/**/*.ts'], rules: refuse(temporal) },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
