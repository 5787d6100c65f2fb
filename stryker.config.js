import process from 'node:process';

/** What only unit tests cover: they start nothing. */
const PURE = [
  'src/domain/*.ts',
  // Texts and their codes: a test that repeats them proves nothing. Their form and completeness have tests.
  '!src/domain/{catalogue,health-catalogue,problems}.ts',
  'src/box/{answers,box-time,classify,collaborations,errors,event-types,events,governor,items,lenient,local-pace,paced-user}.ts',
  'src/box/{network-failure,parse-json,past-second,retry-after,users}.ts',
  'workflows/{frontier-signal,scan-queue}.ts',
  'workflows/support/express-*.ts',
];
/** What needs Postgres. Its guards in SQL, which Stryker does not change, are those of `npm run mutation:guards`. */
const STORE = [
  'src/store/activity-log/*.ts',
  'src/store/connections/grants.ts',
  'src/store/scan/{frontier,frontier-state,gaps,generations,promotions,record-pages,removals,unseen,unseen-parts}.ts',
  'src/worker/access-tokens.ts',
];

/**
 * `npm run mutation`: changes the core's code in small ways and counts the changes that no test notices. With
 * `MUTATION=store`, the code that needs Postgres. See CONTRIBUTING.md, "Tests that bite".
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: true },
  coverageAnalysis: 'perTest',
  mutate: process.env['MUTATION'] === 'store' ? STORE : PURE,
  ignorePatterns: ['/dist', '/portal/dist', '.boxward*', '/reports'],
  concurrency: 2,
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: '.stryker-tmp',
};
