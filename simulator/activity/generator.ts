/** People at work: a timer that lets happen what `living.ts` draws. */
import { ActionError } from '../enterprise/actions/action-error.js';
import type { Action, ActionResult } from '../enterprise/actions/index.js';
import { nextAction, WORKING_DAY, type Deed, type Mix } from './next-action.js';
import type { Clock } from '../time/clock.js';
import type { World } from '../enterprise/world/world.js';

/** The most actions a minute that people can be set to. */
export const MOST_PER_MINUTE = 60_000;

/** How people work. */
export interface LifeRequest {
  /** Actions a minute of the simulator's time. */
  readonly perMinute: number;
  /** An ordinary working day's, unless given. */
  readonly mix?: Mix | undefined;
  /** 1 unless given. */
  readonly seed?: number | undefined;
}

/** How people work, and what they have done. */
export interface LifeStatus {
  readonly running: boolean;
  readonly perMinute: number;
  readonly mix: Mix;
  readonly seed: number;
  /** Actions since work began, by kind. */
  readonly done: Readonly<Partial<Record<Deed, number>>>;
  readonly total: number;
}

/** The people of one enterprise, at work or not. */
export interface Life {
  /** Begins, or begins anew. */
  start(request: LifeRequest): LifeStatus;
  stop(): LifeStatus;
  status(): LifeStatus;
}

const TICK_MS = 200;
/** What one tick does at most: when time is moved on by days, what would have been done in them is not made up for. */
const MOST_PER_TICK = 500;

/** How many turns may come to nothing before an action is given up: of an ordinary mix one in ten does. */
const MOST_TURNS = 20;

/** An enterprise at rest; `perform` does an action at a time in epoch milliseconds. */
export function createLife(world: World, clock: Clock, perform: (action: Action, at: number) => ActionResult): Life {
  let timer: NodeJS.Timeout | undefined;
  let how = { perMinute: 0, mix: WORKING_DAY, seed: 1 };
  let turn = 0;
  let done: Partial<Record<string, number>> = {};
  let shared: string[] = [];
  let trashed: string[] = [];

  /** Does the next thing that can be done; whose turn comes to nothing leaves it to the one after. */
  function doNext(): void {
    for (let tried = 0; tried < MOST_TURNS; tried += 1) {
      const action = nextAction(world, { shared, trashed }, how.mix, how.seed, turn);
      turn += 1;
      const result = action && attempt(action);
      if (!result) continue;
      remember(result);
      return;
    }
  }

  function remember({ type, itemId }: ActionResult): void {
    done[type] = (done[type] ?? 0) + 1;
    if (itemId === null) return;
    if (type === 'share') shared = [...shared.filter((id) => id !== itemId), itemId].slice(-1_000);
    if (type === 'unshare') shared = shared.filter((id) => id !== itemId);
    if (type === 'delete') trashed = [...trashed, itemId].slice(-1_000);
    if (type === 'restore') trashed = trashed.filter((id) => id !== itemId);
  }

  function attempt(action: Action): ActionResult | undefined {
    try {
      return perform(action, clock.now());
    } catch (error) {
      // Something is in the way, as a name that is taken: people do something else next.
      if (error instanceof ActionError) return undefined;
      throw error;
    }
  }

  function stop(): LifeStatus {
    clearInterval(timer);
    timer = undefined;
    return status();
  }

  const status = (): LifeStatus => ({
    running: timer !== undefined,
    ...how,
    done: { ...done },
    total: Object.values(done).reduce<number>((sum, count) => sum + (count ?? 0), 0),
  });

  return {
    start({ perMinute, mix = WORKING_DAY, seed = 1 }) {
      stop();
      how = { perMinute, mix, seed };
      [turn, done, shared, trashed] = [0, {}, [], []];
      let [owed, last] = [0, clock.now()];
      timer = setInterval(() => {
        const now = clock.now();
        owed += ((now - last) * perMinute) / 60_000;
        last = now;
        const count = Math.min(Math.floor(owed), MOST_PER_TICK);
        owed = owed > MOST_PER_TICK ? 0 : owed - count;
        for (let i = 0; i < count; i += 1) doNext();
      }, TICK_MS);
      return status();
    },
    stop,
    status,
  };
}
