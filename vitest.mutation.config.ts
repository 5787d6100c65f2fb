import { defineConfig } from 'vitest/config';

/** The tests that a mutation run repeats: pure ones, and those that need only Postgres. */
export default defineConfig({
  test: {
    include: ['test/**/*.unit.test.ts', 'test/store/**/*.test.ts'],
    exclude: [
      'test/{docs,lint,portal,scripts,simulator}/**',
      'test/store/ownership.unit.test.ts',
      'test/store/guards/token-renewal.test.ts',
    ],
    globalSetup: ['test/fixture/setup/postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
