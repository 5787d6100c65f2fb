/** Generates user activity: a timer performs the actions that `next-action.ts` chooses. */
import { ActionError } from '../enterprise/actions/action-error.js';
import type { Action, ActionResult } from '../enterprise/actions/index.js';
import type { World } from '../enterprise/world/world.js';
import type { Clock } from '../time/clock.js';
import { type ActivityKind, type ActivityMix, nextAction, WORKING_DAY } from './next-action.js';

/** The highest rate of generated activity. */
export const MAX_ACTIONS_PER_MINUTE = 60_000;

/** How to generate activity. */
export interface ActivityRequest {
  /** Actions per minute of the simulator's time. */
  readonly perMinute: number;
  /** Defaults to an ordinary working day. */
  readonly mix?: ActivityMix | undefined;
  /** Defaults to 1. */
  readonly seed?: number | undefined;
}

/** The current settings of the generator, and what it has done. */
export interface ActivityStatus {
  readonly running: boolean;
  readonly perMinute: number;
  readonly mix: ActivityMix;
  readonly seed: number;
  /** Actions since the last start, by kind. */
  readonly done: Readonly<Partial<Record<ActivityKind, number>>>;
  readonly total: number;
}

/** Generates activity in one enterprise. */
export interface ActivityGenerator {
  /** Starts, or restarts with new settings and counts from 0. */
  start(request: ActivityRequest): ActivityStatus;
  stop(): ActivityStatus;
  status(): ActivityStatus;
}

const TICK_MS = 200;
/** Actions per tick at most. After a jump of the clock, missed actions beyond this are dropped. */
const MAX_PER_TICK = 500;
/** Attempts per action: in an ordinary mix one attempt in ten is not possible. */
const MAX_ATTEMPTS = 20;
/** Items remembered to be unshared or restored later. */
const MAX_UNDOABLE = 1_000;

/** A stopped generator. `perform` performs an action at a time in epoch milliseconds. */
export function createActivityGenerator(
  world: World,
  clock: Clock,
  perform: (action: Action, at: number) => ActionResult,
): ActivityGenerator {
  let timer: NodeJS.Timeout | undefined;
  let settings = { perMinute: 0, mix: WORKING_DAY, seed: 1 };
  let index = 0;
  let done: Partial<Record<string, number>> = {};
  let shared: string[] = [];
  let trashed: string[] = [];

  /** Performs the next possible action. */
  function performNext(): void {
    for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
      const action = nextAction(world, { shared, trashed }, settings.mix, settings.seed, index);
      index += 1;
      const result = action && tryPerform(action);
      if (!result) continue;
      remember(result);
      return;
    }
  }

  function remember({ type, itemId }: ActionResult): void {
    done[type] = (done[type] ?? 0) + 1;
    if (itemId === null) return;
    if (type === 'share') shared = [...shared.filter((id) => id !== itemId), itemId].slice(-MAX_UNDOABLE);
    if (type === 'unshare') shared = shared.filter((id) => id !== itemId);
    if (type === 'delete') trashed = [...trashed, itemId].slice(-MAX_UNDOABLE);
    if (type === 'restore') trashed = trashed.filter((id) => id !== itemId);
  }

  function tryPerform(action: Action): ActionResult | undefined {
    try {
      return perform(action, clock.now());
    } catch (error) {
      // Not possible now, for example because a name is taken: the caller tries the next action.
      if (error instanceof ActionError) return undefined;
      throw error;
    }
  }

  function stop(): ActivityStatus {
    clearInterval(timer);
    timer = undefined;
    return status();
  }

  const status = (): ActivityStatus => ({
    running: timer !== undefined,
    ...settings,
    done: { ...done },
    total: Object.values(done).reduce<number>((sum, count) => sum + (count ?? 0), 0),
  });

  return {
    start({ perMinute, mix = WORKING_DAY, seed = 1 }) {
      stop();
      settings = { perMinute, mix, seed };
      [index, done, shared, trashed] = [0, {}, [], []];
      let [due, last] = [0, clock.now()];
      timer = setInterval(() => {
        const now = clock.now();
        due += ((now - last) * perMinute) / 60_000;
        last = now;
        const count = Math.min(Math.floor(due), MAX_PER_TICK);
        due = due > MAX_PER_TICK ? 0 : due - count;
        for (let i = 0; i < count; i += 1) performNext();
      }, TICK_MS);
      return status();
    },
    stop,
    status,
  };
}
