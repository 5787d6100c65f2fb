import { recordPages, type ListedPage, type OfGeneration, type PageResult } from '../../src/store/scan/record-pages.js';
import { isUnavailable, type Db } from '../../src/store/sql/postgres.js';
import { sum } from '../../src/util/sum.js';

/** Records the pages of a connection's listings: those that come while others are being written are written together. */
export interface Recorder {
  record(scan: OfGeneration, page: ListedPage): Promise<PageResult>;
}

/** The most pages, and files and folders on them, that one transaction records. A page has at most 1,000. */
const MAX_PAGES = 32;
const MAX_ITEMS = 2_000;

interface Waiting {
  readonly scan: OfGeneration;
  readonly page: ListedPage;
  readonly done: (result: PageResult) => void;
  readonly fail: (error: unknown) => void;
}

/** How many transactions run at a time: a second one for what a full one leaves. */
const MAX_WRITERS = 2;

/** A recorder for all slices of a connection in this process. As many pages wait in it as listings run. */
export function createRecorder(db: Db): Recorder {
  let waiting: Waiting[] = [];
  let writers = 0;

  // Pages that fit into one transaction wait for the one that runs: with two, each would have half of them, and the
  // statements cost more than the wait.
  const isNeeded = (): boolean => waiting.length > 0 && (writers === 0 || (writers < MAX_WRITERS && isFull(waiting)));

  async function write(): Promise<void> {
    while (isNeeded()) {
      const batch = nextBatch(waiting);
      waiting = waiting.filter((each) => !batch.includes(each));
      writers += 1;
      await recordBatch(db, batch);
      writers -= 1;
    }
  }

  return {
    record: (scan, page) =>
      new Promise((done, fail) => {
        waiting.push({ scan, page, done, fail });
        void write();
      }),
  };
}

/** Whether as many pages wait as one transaction records. */
const isFull = (waiting: readonly Waiting[]): boolean =>
  waiting.length >= MAX_PAGES || sum(waiting.map(({ page }) => itemsOf(page))) >= MAX_ITEMS;

/** The pages that have waited longest, as many as one transaction records, all of one generation. */
function nextBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  const ofOne = waiting.filter(({ scan }) => scan.generation === waiting[0]?.scan.generation).slice(0, MAX_PAGES);
  let items = 0;
  const end = ofOne.findIndex(({ page }, index) => {
    items += itemsOf(page);
    return index > 0 && items > MAX_ITEMS;
  });
  return end === -1 ? ofOne : ofOne.slice(0, end);
}

const itemsOf = ({ files, folders }: ListedPage): number => files.length + folders.length;

/** Records pages together; if Postgres refuses them, one by one, so that each fails only for itself. Never throws. */
async function recordBatch(db: Db, batch: readonly Waiting[]): Promise<void> {
  const [first] = batch;
  if (!first) return;
  try {
    const pages = batch.map(({ page }) => page);
    const results = await recordPages(db, first.scan, pages);
    results.forEach((result, index) => batch[index]?.done(result));
  } catch (error) {
    if (batch.length === 1 || isUnavailable(error)) batch.forEach(({ fail }) => fail(error));
    else for (const each of batch) await recordBatch(db, [each]);
  }
}
