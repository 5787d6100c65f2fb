/** Draws the plan of a round from its seed. */
import { drawFrom, type Draw } from './draw.js';
import { drawFault, FAULT_KINDS } from './draw-fault.js';
import {
  BLOW_KINDS,
  CLIENTS,
  OPERATOR_ACTIONS,
  PROCESSES,
  SERVERS,
  targetOf,
  type Blow,
  type BlowKind,
  type ClientName,
  type Plan,
} from './plan.js';

/** Which blows may be drawn. */
export interface BlowChoice {
  /** Kinds, each with a target or without; null for all. */
  readonly only: readonly { readonly kind: BlowKind; readonly target: string | null }[] | null;
  /** Why the disk cannot be filled here; null if it can. */
  readonly noFullDisk: string | null;
}

/** How often each kind is drawn. */
const WEIGHTS: Readonly<Record<BlowKind, number>> = {
  kill: 6, terminate: 4, freeze: 4, refuse: 2, reset: 2, stall: 2, blackHole: 3, delay: 1, throttle: 1, fault: 12, fullDisk: 1, clock: 2,
}; // prettier-ignore

/** The blows of a round begin within this time, in milliseconds. */
const WINDOW_MS = 20_000;
/** One in this many rounds has a blow that lasts longer than health may take to notice. */
const LONG_EVERY = 8;
const LONG_MS = { min: 75_000, max: 95_000 } as const;
const JUMPS_MS = [90_000, 2 * 3_600_000, 3 * 86_400_000];

/** The plan of a seed; the same for the same seed and choice. Throws if `only` selects nothing. */
export function drawPlan(seed: number, choice: BlowChoice): Plan {
  const draw = drawFrom(seed);
  const users = draw.int(4, 15);
  return {
    seed,
    enterprise: { users, files: draw.int(100, 600), seed: draw.int(1, 1_000_000), latencyMs: draw.pick([0, 20, 60]) },
    clockAheadMs: draw.chance(0.15) ? draw.pick([90_000, 600_000]) : 0,
    login: draw.chance(0.15) ? 'coadmin@acme.example' : 'admin@acme.example',
    settings: {
      shortPages: draw.chance(0.3),
      zeroWhenEmpty: draw.chance(0.2),
      eventLatencyMs: { streaming: draw.pick([0, 0, 2_000]), adminLogs: draw.pick([0, 5_000]) },
    },
    activity: {
      perMinute: draw.pick([30, 90, 240]),
      mix: draw.pick([WORKING_DAY, CHANGES, SHARING]),
      seed: draw.int(1, 1_000_000),
    },
    operator: Array.from({ length: draw.int(0, 2) }, () => ({
      at: draw.int(1_000, WINDOW_MS),
      action: draw.pick(OPERATOR_ACTIONS),
    })),
    blows: drawBlows(draw, choice),
  };
}

const WORKING_DAY = {
  preview: 30, download: 20, edit: 20, login: 10, upload: 8, share: 4, rename: 2, move: 2, unshare: 2, delete: 1, restore: 1,
}; // prettier-ignore
const CHANGES = { edit: 10, upload: 10, rename: 5, move: 5, delete: 4, restore: 2 };
const SHARING = { share: 8, unshare: 5, edit: 3, move: 2, preview: 5 };

const MAX_TRIES = 10_000;

function drawBlows(draw: Draw, choice: BlowChoice): Blow[] {
  const count = draw.int(2, 6);
  const isLong = draw.int(1, LONG_EVERY) === 1;
  const blows: Blow[] = [];
  for (let tries = 0; blows.length < count; tries += 1) {
    if (tries > MAX_TRIES) {
      if (blows.length > 0) break;
      throw new Error('--only selects no blow that can be made here');
    }
    const blow = drawBlow(draw, drawKind(draw, choice), isLong && blows.length === 0);
    if (isWanted(blow, choice) && !blows.some((other) => disturbs(blow, other))) blows.push(blow);
  }
  return blows.sort((a, b) => a.at - b.at);
}

function drawKind(draw: Draw, { only, noFullDisk }: BlowChoice): BlowKind {
  const kinds = BLOW_KINDS.filter(
    (kind) => (kind !== 'fullDisk' || noFullDisk === null) && (only?.some((each) => each.kind === kind) ?? true),
  );
  if (kinds.length === 0)
    throw new Error(`--only selects no blow that can be made here${noFullDisk ? `: ${noFullDisk}` : ''}`);
  return draw.pick(kinds.flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind)));
}

function drawBlow(draw: Draw, kind: BlowKind, isLong: boolean): Blow {
  const at = draw.int(0, WINDOW_MS);
  const forMs = isLong ? draw.int(LONG_MS.min, LONG_MS.max) : draw.int(1, 15) * 1_000;
  switch (kind) {
    case 'kill':
    case 'terminate':
      // Half of the short ones are restarts.
      return { at, forMs: isLong || draw.chance(0.5) ? forMs : 0, kind, process: draw.pick(PROCESSES) };
    case 'freeze':
      return { at, forMs, kind, process: draw.pick(PROCESSES) };
    case 'delay':
      return { at, forMs, kind, ...drawLink(draw, isLong), amount: draw.int(50, 1_500) };
    case 'throttle':
      return { at, forMs, kind, ...drawLink(draw, isLong), amount: draw.pick([500, 4_000, 20_000]) };
    case 'fault':
      return { at, forMs, kind, fault: drawFault(draw, draw.pick(FAULT_KINDS)) };
    case 'fullDisk':
      return { at, forMs, kind };
    case 'clock':
      return { at, forMs: 0, kind, advanceMs: draw.pick(JUMPS_MS) };
    default:
      return { at, forMs, kind, ...drawLink(draw, isLong) };
  }
}

/** Long cuts separate every client from a server. */
function drawLink(draw: Draw, isLong: boolean) {
  const workers: readonly ClientName[] = ['worker-1', 'worker-2'];
  const clients = isLong ? CLIENTS : draw.pick([CLIENTS, workers, ...CLIENTS.map((client) => [client])]);
  return { clients, server: draw.pick(SERVERS) };
}

const isWanted = (blow: Blow, { only }: BlowChoice): boolean =>
  only?.some(({ kind, target }) => kind === blow.kind && (target === null || target === targetOf(blow))) ?? true;

/** Whether two blows would undo one another: blows to one process, or to one connection, at the same time. */
function disturbs(a: Blow, b: Blow): boolean {
  const meet = a.at <= b.at + b.forMs + PAUSE_MS && b.at <= a.at + a.forMs + PAUSE_MS;
  return meet && subjectsOf(a).some((subject) => subjectsOf(b).includes(subject));
}

/** Two blows to one process are this far apart. */
const PAUSE_MS = 2_000;

function subjectsOf(blow: Blow): string[] {
  if ('process' in blow) return [blow.process];
  if ('server' in blow) return blow.clients.map((client) => `${client} → ${blow.server}`);
  return blow.kind === 'fullDisk' ? ['postgres'] : [];
}
