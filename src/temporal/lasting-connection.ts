import { Connection, type ConnectionLike, type ConnectionOptions } from '@temporalio/client';

/**
 * After an outage gRPC would wait for up to two minutes before it connects again, and it would notice a connection that
 * has fallen silent after 45 s. Times in milliseconds. Temporal accepts a ping every 10 s. Each connection has transports
 * of its own: a new one must not inherit what hangs in the old one.
 */
const CHANNEL = {
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.keepalive_time_ms': 15_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.use_local_subchannel_pool': 1,
};
/** How often a connection is checked, how long a check waits, and after which time it is replaced, in milliseconds. */
const TIMES = { checkEveryMs: 5_000, checkMs: 3_000, replaceAfterMs: 20_000 };
/** How long a replaced connection is kept for the calls that it carries, in milliseconds: longer than any call. */
const KEPT_MS = 180_000;

/**
 * A connection to Temporal that does not hang. gRPC waits for ever for a server that accepts a connection and then says
 * nothing, as a load balancer does whose servers are gone; so a connection that does not respond for 20 s is replaced.
 * It connects at its first call. `close` ends it.
 */
export function createLastingConnection(options: ConnectionOptions, times: typeof TIMES = TIMES): ConnectionLike {
  const connect = (): Connection =>
    Connection.lazy({ ...options, channelArgs: { ...CHANNEL, ...options.channelArgs } });
  let current = connect();
  let failingSince: number | null = null;
  let isChecking = false;

  async function check(): Promise<void> {
    const checked = current;
    try {
      await checked.withDeadline(Date.now() + times.checkMs, () => checked.workflowService.getSystemInfo({}));
      failingSince = null;
    } catch {
      failingSince ??= Date.now();
      if (Date.now() - failingSince < times.replaceAfterMs) return;
      failingSince = null;
      current = connect();
      // A call that is pending when its connection is closed would never end.
      const closing = setTimeout(() => void checked.close().catch(() => undefined), KEPT_MS);
      closing.unref();
    }
  }

  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    void check().finally(() => {
      isChecking = false;
    });
  }, times.checkEveryMs);
  timer.unref();

  return {
    get workflowService() {
      return current.workflowService;
    },
    get operatorService() {
      return current.operatorService;
    },
    get plugins() {
      return current.plugins;
    },
    ensureConnected: () => current.ensureConnected(),
    withDeadline: (deadline, call) => current.withDeadline(deadline, call),
    withMetadata: (metadata, call) => current.withMetadata(metadata, call),
    withAbortSignal: (signal, call) => current.withAbortSignal(signal, call),
    async close() {
      clearInterval(timer);
      await current.close();
    },
  };
}
