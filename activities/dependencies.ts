import type { BoxClient } from '../src/box/client.js';
import type { Promotion } from '../src/domain/promotion.js';
import type { Db } from '../src/store/sql/postgres.js';

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

/** The door to the other workflows of a connection. */
export interface ScanSignals {
  /** Passes live changes on to the scan; false when no scan runs, which finds them in Postgres when it starts. */
  promote(connectionId: string, promotions: readonly Promotion[]): Promise<boolean>;
  /** Tells the scan that promotions wait in Postgres. */
  promotionsWaiting(connectionId: string): Promise<boolean>;
  /** Cancels backfill, event stream and scan, and waits until they have ended. */
  stopChildren(connectionId: string): Promise<void>;
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
