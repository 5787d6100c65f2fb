import { heartbeat } from '@temporalio/activity';

/** How often a working activity says that it is alive, in milliseconds; Temporal waits 15 s for it. */
const BEAT_MS = 3_000;

/** Runs work that may wait long for Box, heartbeating all the while. */
export async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  heartbeat();
  const timer = setInterval(heartbeat, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
