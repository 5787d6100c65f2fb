import { defineConfig } from 'vitest/config';

const UNIT = 'test/**/*.unit.test.ts';
const setup = (...names: string[]) => names.map((name) => `test/fixture/setup/${name}.ts`);
/** The limits are for what hangs. What is right but slow must pass on a machine that is several times slower. */
const within = (ms: number) => ({ testTimeout: ms, hookTimeout: ms });

/** Needs no setup. Pure functions need no isolation either: files share loaded modules, which halves the run. */
const unit = { name: 'unit', include: [UNIT], pool: 'threads' as const, isolate: false, ...within(60_000) };
/** What needs a part of the stack. Projects share it: it is started once, however many of them run. */
const store = {
  name: 'store',
  include: ['test/{answers,store}/**/*.test.ts'],
  globalSetup: setup('postgres'),
  ...within(180_000),
};
const simulator = {
  name: 'simulator',
  include: ['test/simulator/**/*.test.ts'],
  globalSetup: setup('conformance'),
  ...within(300_000),
};
const e2e = {
  name: 'e2e',
  include: ['test/{api,e2e,lint,scripts,workflows}/**/*.test.ts'],
  globalSetup: setup('conformance', 'portal', 'postgres', 'temporal'),
  ...within(900_000),
};
const portal = {
  name: 'portal',
  include: ['test/portal/**/*.test.ts'],
  globalSetup: setup('conformance', 'portal', 'postgres', 'temporal'),
  ...within(900_000),
};

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: unit },
      ...[store, simulator, e2e, portal].map((test) => ({
        extends: true as const,
        test: { ...test, exclude: [UNIT] },
      })),
    ],
    // `expect.poll` gives up after a second by default.
    expect: { poll: { timeout: 60_000 } },
    // Postgres and Temporal are stopped then, and the report on the simulators' responses is read.
    teardownTimeout: 120_000,
    // Two processors: more files at a time only wait for one another.
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['verbose'] : ['default'],
  },
});
