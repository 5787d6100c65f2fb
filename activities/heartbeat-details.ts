import { Context } from '@temporalio/activity';

const sources = new WeakMap<Context, () => object>();

/** Sets what the heartbeats of the running activity carry: Temporal's UI shows it while the activity runs. */
export function describeProgress(details: () => object): void {
  sources.set(Context.current(), details);
}

/** The details of the next heartbeat of the running activity; undefined if it describes none. */
export function heartbeatDetails(): object | undefined {
  return sources.get(Context.current())?.();
}
