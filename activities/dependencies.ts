import type { BoxClient } from '../src/box/client.js';
import type { Db } from '../src/store/sql/postgres.js';
import type { ScanSignals } from '../src/temporal/scan-signals.js';

/** What activities need of the world; the worker puts it together. */
export interface ActivityDependencies {
  readonly db: Db;
  readonly box: BoxAccess;
  readonly scans: ScanSignals;
  readonly settings: Settings;
  /** The API key and the data center that an admin is told about when the app may be disabled at Box. */
  readonly app: { readonly apiKey: string; readonly dataCenter: string; readonly serviceId: string | null };
}

/** Box, as one connection's account reaches it. */
export interface BoxAccess {
  /** A client with the connection's current grant. Throws `ConnectionGone` when there is none. */
  open(connectionId: string): Promise<OpenedBox>;
  /** A client with a grant that has not been accepted yet; undefined when its tokens were forgotten. */
  openGrant(connectionId: string, grantId: string): Promise<BoxClient | undefined>;
  /** Revokes a grant's tokens at Box; false when Box does not take our own credentials, so that they live on. */
  revoke(grantId: string): Promise<boolean>;
}

/** A client for one activity; `takeCalls` answers how many calls were made since it was last asked. */
export interface OpenedBox {
  readonly client: BoxClient;
  takeCalls(): number;
}

/** What operators set and workflows obey; read again at the start of every run. */
export interface Settings {
  readonly expressSlots: number;
  readonly scanSlots: number;
  readonly scanIntervalHours: number;
  readonly eventPollMinMs: number;
  readonly eventPollMaxMs: number;
  readonly backfillSettleMs: number;
}
