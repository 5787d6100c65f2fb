import type { ExplainedStep } from './explained-database.js';
import { nodesOf } from './plan.js';
import type { StatementSite } from './sources.js';
import type { State } from './states.js';
import { ALL_WAITING, STEPS, USUAL, type Bound } from './steps.js';

/** What a small table may cost: it may be read for each row of the input. The plan is made anew when it has grown. */
const SMALL: Bound = { rows: 10_000, pages: 20_000, because: 'the tables are small' };

/**
 * Functions that read the first rows of an order, or few among many that wait: before the first `analyze` Postgres takes
 * it for cheaper to read all that waits and to sort it.
 */
const READ_ALL_BEFORE_ANALYZE = ['claimFolders', 'frontierState', 'retryParkedFor', 'unseenParts', 'scanProblems'];

/**
 * What the statements of a step read beyond its bound: a scan of a table, or of an index whose condition does not bound
 * the rows. Rows count that were read, not those that were found.
 */
export function excesses(
  { name: stepName, statements, failure }: ExplainedStep,
  state: State,
  sites: readonly StatementSite[],
): string[] {
  const bound = STEPS.find(({ name }) => name === stepName)?.bound ?? USUAL;
  const boundOf = (site: string): Bound => {
    if (/^(empty|small)/.test(state)) return SMALL;
    const name = sites.find((statement) => statement.site === site)?.name ?? '';
    return state === 'large, without statistics' && READ_ALL_BEFORE_ANALYZE.includes(name) ? ALL_WAITING : bound;
  };
  const found = statements.flatMap(({ site, plan }) =>
    nodesOf(plan)
      .filter((node) => node.isScan && (node.rows > boundOf(site).rows || node.pages > boundOf(site).pages))
      .map(
        (node) =>
          `${stepName}: ${site}: ${node.type} of ${node.index ?? node.table}: ${node.rows} rows, ${node.pages} pages`,
      ),
  );
  return failure === null ? found : [...found, `${stepName}: ${failure}`];
}
