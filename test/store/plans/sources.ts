import { readdir, readFile } from 'node:fs/promises';

/** A line of the store that executes a statement, as `src/store/scan/frontier.ts:72`, and the function around it. */
export interface StatementSite {
  readonly site: string;
  readonly name: string;
}

const FOLDER = 'src/store/scan';
const FILES = [
  'src/store/activity-log/write.ts',
  'src/store/activity-log/owner-hints.ts',
  'src/store/connections/api-calls.ts',
  'src/store/connections/box-pace.ts',
  'src/store/connections/grants.ts',
];

/** Returns all statements of the scan, the events and the express lane. */
export async function statementsInSource(): Promise<StatementSite[]> {
  const files = [...(await readdir(FOLDER)).map((file) => `${FOLDER}/${file}`), ...FILES];
  const found: StatementSite[] = [];
  for (const file of files) {
    let name = '';
    for (const [at, line] of (await readFile(file, 'utf8')).split('\n').entries()) {
      name = /^(?:export )?(?:async )?(?:function|const) (\w+)/.exec(line)?.[1] ?? name;
      const isStatement =
        /\.execute(TakeFirst|TakeFirstOrThrow)?\(/.test(line) && !/\.execute\((async|read)/.test(line);
      if (isStatement) found.push({ site: `${file}:${at + 1}`, name });
    }
  }
  return found;
}
