/** How calls are grouped. */
export interface Grouping {
  /** The most calls of one run. */
  readonly limit: number;
  /** Whether an error of a run concerns all of its calls. After any other, each call is run by itself. */
  readonly concernsAll: (error: unknown) => boolean;
}

/**
 * Runs calls in groups, one run at a time: the calls that are made during a run are the next group. `run` returns one
 * result for each of its calls, in their order. A call rejects with the error of its run.
 */
export function groupCalls<Call, Result>(
  run: (calls: readonly Call[]) => Promise<readonly Result[]>,
  { limit, concernsAll }: Grouping,
): (call: Call) => Promise<Result> {
  let waiting: Waiting<Call, Result>[] = [];
  let isRunning = false;

  async function runAll(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, limit);
      waiting = waiting.slice(limit);
      await runGroup(group);
    }
    isRunning = false;
  }

  /** Never throws. */
  async function runGroup(group: readonly Waiting<Call, Result>[]): Promise<void> {
    try {
      const results = await run(group.map(({ call }) => call));
      results.forEach((result, index) => group[index]?.done(result));
    } catch (error) {
      if (group.length === 1 || concernsAll(error)) group.forEach(({ fail }) => fail(error));
      else for (const each of group) await runGroup([each]);
    }
  }

  return (call) =>
    new Promise((done, fail) => {
      waiting.push({ call, done, fail });
      if (!isRunning) void runAll();
    });
}

interface Waiting<Call, Result> {
  readonly call: Call;
  readonly done: (result: Result) => void;
  readonly fail: (error: unknown) => void;
}
