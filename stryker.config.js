/**
 * `npm run mutation`: changes the core's code in small ways and counts the changes that no test notices.
 * See CONTRIBUTING.md, "Tests that bite".
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: true },
  coverageAnalysis: 'perTest',
  mutate: [
    'src/domain/*.ts',
    'src/box/{budget,errors,event-types,events,governor,items,users,collaborations}.ts',
    'workflows/scan-queue.ts',
    'workflows/frontier-signal.ts',
    'workflows/support/express-*.ts',
    'src/store/scan/{frontier,promotions,record-page,generations}.ts',
    'src/store/connections/grants.ts',
    'src/store/activity-log/write.ts',
  ],
  ignorePatterns: ['/dist', '/portal/dist', '.boxward*', '/docs', '/reports'],
  concurrency: 2,
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: '.stryker-tmp',
};
