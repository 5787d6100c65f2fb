/** The plan of a round: what is drawn from its seed. */
import type { EnterpriseSize } from '../options.js';

/** The processes of the stack that a blow can hit. */
export const PROCESSES = ['worker-1', 'worker-2', 'api', 'postgres', 'temporal', 'simulator'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** The processes whose connections to the servers lead through a proxy. */
export const CLIENTS = ['api', 'worker-1', 'worker-2'] as const;
export type ClientName = (typeof CLIENTS)[number];
export const SERVERS = ['postgres', 'temporal', 'simulator'] as const;
export type ServerName = (typeof SERVERS)[number];

/** Blows to a process: SIGKILL, SIGTERM, and SIGSTOP until SIGCONT. A process that ended starts again afterwards. */
export const PROCESS_BLOWS = ['kill', 'terminate', 'freeze'] as const;
/**
 * Blows to a connection between two processes. `refuse`: nothing listens. `reset`: connections are accepted and reset.
 * `stall`: bytes wait, and are delivered afterwards. `blackHole`: connections stay open for ever and deliver nothing.
 */
export const CUTS = ['refuse', 'reset', 'stall', 'blackHole'] as const;
/** Blows that make a connection slow: each piece `ms` late, or at most `bytesPerSecond`. */
export const SLOWNESS = ['delay', 'throttle'] as const;

/** Every kind of blow. */
export const BLOW_KINDS = [...PROCESS_BLOWS, ...CUTS, ...SLOWNESS, 'fault', 'fullDisk', 'clock'] as const;
export type BlowKind = (typeof BLOW_KINDS)[number];

/** What one blow does. Times are milliseconds from the start of the blows. */
export type Blow = { readonly at: number; readonly forMs: number } & (
  | { readonly kind: (typeof PROCESS_BLOWS)[number]; readonly process: ProcessName }
  | {
      readonly kind: (typeof CUTS)[number];
      readonly clients: readonly ClientName[];
      readonly server: ServerName;
    }
  | {
      readonly kind: (typeof SLOWNESS)[number];
      readonly clients: readonly ClientName[];
      readonly server: ServerName;
      /** Milliseconds, or bytes per second. */
      readonly amount: number;
    }
  /** A fault of the simulator, as `POST /_sim/faults` takes it. */
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** No space is left where Postgres keeps its data. */
  | { readonly kind: 'fullDisk' }
  /** The simulator's clock jumps ahead. */
  | { readonly kind: 'clock'; readonly advanceMs: number }
);

/** The body of a fault. */
export type Fault = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** What an operator does meanwhile. */
export const OPERATOR_ACTIONS = ['restartScan', 'pauseAndResume', 'promote', 'testApi'] as const;

/** Everything that a round does. */
export interface Plan {
  readonly seed: number;
  readonly enterprise: EnterpriseSize;
  /** How far Box's clock is ahead of ours from the beginning, in milliseconds. */
  readonly clockAheadMs: number;
  /** Who gives the consent. */
  readonly login: string;
  /** Settings of the simulator. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly activity: {
    readonly perMinute: number;
    readonly mix: Readonly<Record<string, number>>;
    readonly seed: number;
  };
  readonly operator: readonly { readonly at: number; readonly action: (typeof OPERATOR_ACTIONS)[number] }[];
  /** In the order of their start. */
  readonly blows: readonly Blow[];
}

/** A blow in words, such as `kill worker-1 for 3 s`. */
export function describeBlow(blow: Blow): string {
  const time = blow.forMs === 0 ? '' : ` for ${Math.round(blow.forMs / 100) / 10} s`;
  return `${whatOf(blow)}${time}`;
}

function whatOf(blow: Blow): string {
  switch (blow.kind) {
    case 'kill':
    case 'terminate':
    case 'freeze':
      return `${blow.kind} ${blow.process}`;
    case 'fault': {
      const { kind, ...rest } = blow.fault;
      return `fault ${kind} ${JSON.stringify(rest)}`;
    }
    case 'fullDisk':
      return 'fullDisk of Postgres';
    case 'clock':
      return `clock ahead by ${blow.advanceMs / 1000} s`;
    default:
      return `${blow.kind}${'amount' in blow ? ` (${blow.amount})` : ''} ${blow.clients.join('+')} → ${blow.server}`;
  }
}

/** The target of a blow, by which `--only kind:target` selects: a process, a server, or the kind of a fault. */
export function targetOf(blow: Blow): string {
  if ('process' in blow) return blow.process;
  if ('server' in blow) return blow.server;
  return blow.kind === 'fault' ? blow.fault.kind : '';
}
