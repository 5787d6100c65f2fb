/** A connected enterprise for the table of answers: the real activities over Postgres, the real client, a simulator. */
import { randomBytes } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type Activities } from '../../../activities/index.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';
import { startSimulator } from '../../../simulator/index.js';
import { createGovernors } from '../../../src/box/governor.js';
import type { OAuthApp } from '../../../src/box/oauth.js';
import { insertGrant } from '../../../src/store/connections/grants.js';
import type { Db } from '../../../src/store/sql/postgres.js';
import { createCipher } from '../../../src/util/encryption.js';
import { createObserver } from '../../../src/worker/observer.js';
import { createBoxAccess } from '../../../src/worker/box-access.js';
import { insertConnection } from '../../fixture/connection.js';
import { freshDatabase } from '../../fixture/database.js';
import { APP, signIn } from '../../simulator/support/api.js';

/** The id of the connection. */
export const CONNECTION = 'answers';

/** The failures that the rows provoke need no log. */
const SILENT = new DefaultLogger('ERROR', () => undefined);

/** A connected enterprise. */
export interface Enterprise {
  readonly db: Db;
  readonly simulator: SimulatorControls;
  /**
   * Runs an activity as a worker that has just started would: without cached tokens, and without the pause after a failed
   * renewal.
   */
  run<Name extends keyof Activities>(
    name: Name,
    input: Parameters<Activities[Name]>[0],
    attempt?: number,
  ): Promise<Awaited<ReturnType<Activities[Name]>>>;
  /** Stores the tokens of a new consent and returns the id of its grant, which waits to be accepted. */
  consent(): Promise<string>;
  close(): Promise<void>;
}

/** Starts a simulator and connects its Admin. */
export async function openEnterprise(size: { readonly users: number; readonly files: number }): Promise<Enterprise> {
  const database = await freshDatabase();
  const simulated = await startSimulator({ ...size, seed: 4, rateLimitPerMinute: 1_000_000 });
  const { db } = database;
  const cipher = createCipher([{ id: 'k1', key: randomBytes(32) }]);
  const app: OAuthApp = {
    clientId: APP.clientId,
    clientSecret: APP.clientSecret,
    apiBaseUrl: simulated.url,
    authorizeUrl: `${simulated.url}/api/oauth2/authorize`,
    redirectUri: APP.redirectUri,
  };
  // Written at the end only: nothing here reads it.
  const observer = createObserver(db, () => undefined);
  let grants = 0;

  function activities(): Activities {
    return createActivities({
      db,
      box: createBoxAccess({
        db,
        cipher,
        app,
        governors: createGovernors({ requestsPerMinutePerUser: 1_000_000 }),
        observer,
        calls: { add: () => undefined, close: () => Promise.resolve() },
      }),
      // Signals go to Temporal, which decides nothing here: each step is called as the workflow would.
      scans: {
        promote: () => Promise.resolve(),
        promotionsWaiting: () => Promise.resolve(),
        stopChildren: () => Promise.resolve(),
      },
      meter: { pageRecorded: () => undefined, rescanned: () => undefined },
      settings: {
        expressSlots: 1,
        scanSlots: 1,
        scanIntervalHours: 24,
        eventPollMinMs: 1,
        eventPollMaxMs: 1,
        backfillSettleMs: 1,
      },
      app: { apiKey: APP.clientId, dataCenter: 'US1', serviceId: null },
    });
  }

  const enterprise: Enterprise = {
    db,
    simulator: simulatorAt(simulated.url),
    run: (name, input, attempt = 1) => {
      const activity = activities()[name] as (given: typeof input) => Promise<never>;
      return new MockActivityEnvironment({ attempt }, { logger: SILENT }).run(activity, input);
    },
    async consent() {
      const tokens = await signIn(simulated.url);
      grants += 1;
      const id = `grant-${grants}`;
      const expiresAt = new Date(Date.now() + tokens.expires_in * 1000);
      const pair = {
        accessToken: tokens.access_token,
        refreshToken: tokens.refresh_token,
        issuedAt: new Date(),
        expiresAt,
      };
      await db.transaction().execute((trx) => insertGrant(trx, cipher, { id, connectionId: CONNECTION, tokens: pair }));
      return id;
    },
    async close() {
      await simulated.close();
      await observer.close();
      await database.drop();
    },
  };
  await insertConnection(db, CONNECTION);
  await enterprise.run('openConnection', { connectionId: CONNECTION, grantId: await enterprise.consent() });
  return enterprise;
}
