import type { BoxAccess, OpenedBox } from '../../activities/dependencies.js';
import { ConnectionGone } from '../../activities/failures.js';
import { createBoxClient, type AccessTokens, type BoxClient, type CallPurpose } from '../box/client.js';
import { createGovernor, type Governor } from '../box/governor.js';
import { revokeToken, type OAuthApp } from '../box/oauth.js';
import { readConnectionState } from '../store/connections/connections.js';
import type { Cipher } from '../util/encryption.js';
import { currentGrant, tokensOf } from '../store/connections/grants.js';
import { accessTokensOf } from './access-tokens.js';
import type { CallCounter } from './call-counter.js';
import type { Db } from '../store/sql/postgres.js';

/** What Box access is made of. */
export interface BoxAccessOptions {
  readonly db: Db;
  readonly cipher: Cipher;
  readonly app: OAuthApp;
  readonly requestsPerMinutePerUser: number;
  readonly calls: CallCounter;
}

/** How many grants and connections are kept warm; the one used longest ago makes room. */
const WARM = 500;

/** Box for activities: tokens and budgets are shared by all activities of this process, clients are made per activity. */
export function createBoxAccess(options: BoxAccessOptions): BoxAccess {
  const { db, cipher, app, calls } = options;
  const tokens = createWarmCache<AccessTokens>(WARM);
  const governors = createWarmCache<Governor>(WARM);

  const tokensFor = (connectionId: string, grantId: string) =>
    tokens.get(grantId, () => {
      const onRefresh = () => calls.add(connectionId, 'token');
      return accessTokensOf({ db, cipher, app, grantId, onRefresh });
    });
  const governorFor = (connectionId: string) =>
    governors.get(connectionId, () => createGovernor({ requestsPerMinutePerUser: options.requestsPerMinutePerUser }));

  return {
    async open(connectionId): Promise<OpenedBox> {
      const grant = await currentGrant(db, connectionId);
      if (!grant) throw new ConnectionGone('The connection has no grant: it was disconnected or never connected');
      const state = await readConnectionState(db, connectionId);
      let made = 0;
      const client = createBoxClient({
        baseUrl: app.apiBaseUrl,
        tokens: tokensFor(connectionId, grant.id),
        governor: governorFor(connectionId),
        accountId: state?.account?.id ?? null,
        onCall: (purpose: CallPurpose) => {
          made += 1;
          calls.add(connectionId, purpose);
        },
      });
      const takeCalls = () => {
        const taken = made;
        made = 0;
        return taken;
      };
      return { client, takeCalls };
    },

    async openGrant(connectionId, grantId): Promise<BoxClient | undefined> {
      if (!(await tokensOf(db, cipher, grantId))) return undefined;
      return createBoxClient({
        baseUrl: app.apiBaseUrl,
        tokens: tokensFor(connectionId, grantId),
        governor: createGovernor({ requestsPerMinutePerUser: options.requestsPerMinutePerUser }),
        accountId: null,
        onCall: (purpose) => calls.add(connectionId, purpose),
      });
    },

    async revoke(grantId) {
      const pair = await tokensOf(db, cipher, grantId);
      return !pair || revokeToken(app, pair.refreshToken);
    },
  };
}

/** Keeps the values used last; a map's order of insertion is its order of use. */
function createWarmCache<T>(bound: number) {
  const values = new Map<string, T>();
  return {
    get(key: string, make: () => T): T {
      const value = values.get(key) ?? make();
      values.delete(key);
      values.set(key, value);
      for (const oldest of values.keys()) {
        if (values.size <= bound) break;
        values.delete(oldest);
      }
      return value;
    },
  };
}
