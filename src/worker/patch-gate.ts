/**
 * Holds back new steps of workflows while workers of another build run, so that a deployment can be upgraded worker by
 * worker. A run in which `patched` has returned true can only be continued by code that knows the patch: an older worker
 * that gets it fails its workflow task until the last older worker has stopped.
 */
import type { NativeConnection, PatchActivationCallback } from '@temporalio/worker';

/** A process that polls the workflows' task queue, as Temporal lists it. */
export interface Poller {
  /** The hash of its workflows; null if the server does not report it. */
  readonly build: string | null;
  /** Epoch milliseconds. */
  readonly lastSeenAt: number;
}

/** Decides for each run that comes to a patch for the first time. */
export interface PatchGate {
  /** Accepts patches only while no other build is known to poll. None is accepted before `watch` has looked once. */
  readonly activate: PatchActivationCallback;
  /** Looks for other builds now, and from then on every 10 s until `stop`. Never throws. */
  watch(ownBuild: string | undefined): Promise<void>;
  stop(): void;
}

/** What the gate needs. `onChange` gets the other builds whenever they change. */
export interface PatchGateOptions {
  readonly readPollers: () => Promise<readonly Poller[]>;
  readonly onChange: (others: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

const EVERY_MS = 10_000;
/** A poll of an idle task queue lasts a minute; a worker that has not polled for longer has ended. */
const GONE_AFTER_MS = 90_000;

/** A gate that has not looked yet. */
export function createPatchGate({ readPollers, onChange, onError }: PatchGateOptions): PatchGate {
  let others: readonly string[] | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function look(ownBuild: string | undefined): Promise<void> {
    const before = others?.join() ?? '';
    try {
      others = otherBuilds(await readPollers(), ownBuild, Date.now());
    } catch (error) {
      onError(error);
      // What cannot be known must not hold back new steps for ever.
      others ??= [];
    }
    if (others.join() !== before) onChange(others);
  }

  return {
    activate: () => others?.length === 0,
    async watch(ownBuild) {
      await look(ownBuild);
      timer = setInterval(() => void look(ownBuild), EVERY_MS);
    },
    stop: () => clearInterval(timer),
  };
}

/** The builds that poll beside our own, each once; none if the server reports no builds, or our own is unknown. */
export function otherBuilds(pollers: readonly Poller[], ownBuild: string | undefined, now: number): string[] {
  if (ownBuild === undefined) return [];
  const present = pollers.filter(({ lastSeenAt }) => now - lastSeenAt <= GONE_AFTER_MS);
  return [...new Set(present.flatMap(({ build }) => (build === null || build === ownBuild ? [] : [build])))].sort();
}

/** Reads the pollers of a task queue from Temporal. */
export async function readPollers(
  connection: NativeConnection,
  namespace: string,
  taskQueue: string,
): Promise<Poller[]> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- temporal.api.enums.v1.TaskQueueType WORKFLOW; the package of the enum is not ours to import
    taskQueueType: 1,
  });
  return pollers.map(({ workerVersionCapabilities, lastAccessTime }) => ({
    build: workerVersionCapabilities?.buildId || null,
    lastSeenAt: Number(lastAccessTime?.seconds ?? 0) * 1_000,
  }));
}
