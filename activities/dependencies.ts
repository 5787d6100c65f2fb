import type { WaitingUsers } from '../src/box/governor.js';
import type { BoxClient } from '../src/box/client.js';
import type { Db } from '../src/store/sql/postgres.js';
import type { ScanSignals } from '../src/temporal/scan-signals.js';

/** Measures what activities do. Durations are in milliseconds. */
export interface ScanMeter {
  /** A page of a listing was recorded. */
  pageRecorded(page: {
    readonly lane: 'bulk' | 'subtree';
    readonly files: number;
    /** Whether the folder has been listed to the end with it. */
    readonly endsFolder: boolean;
    readonly ms: number;
  }): void;
  /**
   * A changed item was scanned by itself, which was recorded; `files` is 1 if it is a file. How long it waited here, and
   * before that at Box; null where that is not known.
   */
  rescanned(rescan: { readonly files: number; readonly ourMs: number | null; readonly boxMs: number | null }): void;
}

/** What activities need from the worker. */
export interface ActivityDependencies {
  readonly db: Db;
  readonly box: BoxAccess;
  readonly scans: ScanSignals;
  readonly meter: ScanMeter;
  readonly settings: Settings;
  /** Our app at Box: the API key that an admin may have to allow, its data center, and its service id if configured. */
  readonly app: { readonly apiKey: string; readonly dataCenter: string; readonly serviceId: string | null };
}

/** Access to Box with the grants of a connection. */
export interface BoxAccess {
  /** Opens a client with the connection's current grant. Throws `ConnectionGone` if it has none. */
  open(connectionId: string): Promise<OpenedBox>;
  /** Opens a client with a grant that has not been accepted yet; undefined if its tokens have been deleted. */
  openGrant(connectionId: string, grantId: string): Promise<BoxClient | undefined>;
  /** Revokes a grant's tokens at Box; false if Box rejects our client credentials, so that the tokens stay valid. */
  revoke(grantId: string): Promise<boolean>;
}

/** A client for one activity. */
export interface OpenedBox {
  readonly client: BoxClient;
  /** Returns the number of calls to Box since it was last called. */
  takeCalls(): number;
  /** Until when calls of this connection wait because Box limited the rate (epoch milliseconds); null if none do. */
  limitedUntil(): number | null;
  /** The users whose calls wait for their pace. */
  waitingUsers(): WaitingUsers;
}

/** The settings that workflows read at the start of every run. */
export interface Settings {
  readonly expressSlots: number;
  readonly scanSlots: number;
  readonly scanIntervalHours: number;
  readonly eventPollMinMs: number;
  readonly eventPollMaxMs: number;
  readonly backfillSettleMs: number;
}
