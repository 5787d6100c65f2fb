import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/fixture/global.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Postgres and Temporal are stopped then, and the report on the simulators' answers is read.
    teardownTimeout: 120_000,
    // Two processors: more files at a time only wait for one another.
    maxWorkers: 2,
    fileParallelism: true,
    reporters: process.env['CI'] ? ['verbose'] : ['default'],
  },
});
