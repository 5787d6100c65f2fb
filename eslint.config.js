import eslint from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Refuses imports of whole layers; `names` are top-level folders (or folders below src/). */
const notFrom = (names, message, { allowTypeImports = false, extra = [] } = {}) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    { patterns: [{ regex: `^(\\.\\./)+(${names.join('|')})/`, message, allowTypeImports }, ...extra] },
  ],
});

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
    files: ['workflows/**/*.ts'],
    rules: notFrom(['activities', 'src', 'simulator', 'scripts'], 'Workflows import only the types of activities.', {
      allowTypeImports: true,
      extra: [nodeBuiltIns, { regex: '^zod', message: 'zod does not belong into the workflow bundle.' }],
    }),
  },
  {
    files: ['src/box/**/*.ts', 'src/store/**/*.ts'],
    rules: notFrom(
      ['activities', 'workflows', 'simulator', 'scripts', 'api', 'worker'],
      'src/box and src/store stand alone.',
      {
        extra: [temporal, fastify],
      },
    ),
  },
  {
    files: ['activities/**/*.ts'],
    rules: notFrom(['simulator', 'scripts', 'src/api', 'src/worker'], 'Activities use src/box and src/store.', {
      extra: [fastify],
    }),
  },
  {
    files: ['src/api/**/*.ts'],
    rules: notFrom(['activities', 'simulator', 'scripts', 'worker'], 'The API uses src/store and workflows/contract.'),
  },
  {
    files: ['simulator/**/*.ts'],
    rules: notFrom(
      ['src', 'workflows', 'activities', 'scripts', 'portal'],
      'The simulator imports nothing of Boxward.',
      {
        extra: [temporal],
      },
    ),
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
