import { defineConfig } from 'vitest/config';

/** The pure tests start nothing, so that a mutant takes milliseconds. */
const PURE = { include: ['test/{activities,box,domain,util,worker,workflows}/**/*.unit.test.ts'] };
/** The tests that need only Postgres. */
const STORE = {
  include: ['test/store/**/*.test.ts'],
  exclude: ['test/store/ownership.unit.test.ts', 'test/store/guards/token-renewal.test.ts'],
  globalSetup: ['test/fixture/setup/postgres.ts'],
};

/** The tests that a mutation run repeats (stryker.config.js). */
export default defineConfig({
  test: {
    ...(process.env['MUTATION'] === 'store' ? STORE : PURE),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
