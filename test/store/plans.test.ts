import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../fixture/database.js';
import type { ExplainedStep } from './plans/explained-database.js';
import { excesses } from './plans/findings.js';
import { statementsInSource, type StatementSite } from './plans/sources.js';
import { explainInAllStates, STATES, type State } from './plans/states.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let explained: ReadonlyMap<State, readonly ExplainedStep[]>;
let sites: readonly StatementSite[];
beforeAll(async () => {
  database = await freshDatabase();
  sites = await statementsInSource();
  explained = await explainInAllStates(database.url, database.db);
}, 10 * 60_000);
afterAll(() => database.drop());

describe('the statements of the scan, the events and the express lane', () => {
  it.each(STATES)('read no more than their bounds: %s', (state) => {
    expect(explained.get(state)!.flatMap((step) => excesses(step, state, sites))).toEqual([]);
  });

  it('are all explained, except those that are listed here', () => {
    const found = new Set(
      [...explained.values()].flat().flatMap(({ statements }) => statements.map(({ site }) => site)),
    );
    const missing = sites.filter(({ site, name }) => !found.has(site) && !(name in NOT_EXPLAINED));
    expect(missing).toEqual([]);
  });
});

/** Functions of the store whose statements no step executes, with the reason. */
const NOT_EXPLAINED: Readonly<Record<string, string>> = {
  ownersNotSeen: 'its last statement needs a scan that has completed while nothing was parked',
};
