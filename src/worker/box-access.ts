import { LRUCache } from 'lru-cache';
import type { BoxAccess, OpenedBox } from '../../activities/dependencies.js';
import { ConnectionGone } from '../../activities/failures.js';
import type { CallMeter } from '../box/call-meter.js';
import { createBoxClient, type AccessTokens, type BoxClient, type CallPurpose } from '../box/client.js';
import type { Governors } from '../box/governor.js';
import { revokeToken, type OAuthApp } from '../box/oauth.js';
import { readConnectionState } from '../store/connections/connections.js';
import { currentGrant, tokensOf } from '../store/connections/grants.js';
import type { Db } from '../store/sql/postgres.js';
import type { Cipher } from '../util/encryption.js';
import { accessTokensOf } from './access-tokens.js';
import { createBoxProbe } from './box-probe.js';
import type { CallCounter } from './call-counter.js';
import { observeClient, type CallTap } from './observed-client.js';
import type { Observer } from './observer.js';

/** What access to Box needs. */
export interface BoxAccessOptions {
  readonly db: Db;
  readonly cipher: Cipher;
  readonly app: OAuthApp;
  readonly governors: Governors;
  readonly calls: CallCounter;
  readonly observer: Observer;
  readonly meter?: CallMeter;
}

/** Access to Box for activities. They share the tokens of this process and the pace of all; each gets a client of its own. */
export function createBoxAccess(options: BoxAccessOptions): BoxAccess {
  const access: Access = {
    ...options,
    tokens: new LRUCache<string, AccessTokens, string>({
      max: CACHE_SIZE,
      memoMethod: (grantId, _stale, { context: connectionId }) => createTokens(options, connectionId, grantId),
    }),
    probe: createBoxProbe(options.observer, async (connectionId) => (await open(access, connectionId)).client),
  };
  return {
    open: (connectionId) => open(access, connectionId),
    openGrant: (connectionId, grantId) => openGrant(access, connectionId, grantId),
    revoke: (grantId) => revoke(access, grantId),
  };
}

/** How many grants are cached; the least recently used is dropped first. */
const CACHE_SIZE = 500;

interface Access extends BoxAccessOptions {
  /** By grant; the context is its connection. */
  readonly tokens: LRUCache<string, AccessTokens, string>;
  /** Takes each connection of which a call has failed because Box, or the way to it, is in trouble. */
  readonly probe: (connectionId: string) => void;
}

const tapOf = ({ observer, probe }: Access, connectionId: string): CallTap => ({
  connectionId,
  observer,
  onUnavailable: probe,
});

const meterOf = ({ meter }: { readonly meter?: CallMeter }) => (meter ? { meter } : {});

function createTokens({ db, cipher, app, calls, ...more }: BoxAccessOptions, connectionId: string, grantId: string) {
  const onRefresh = () => calls.add(connectionId, 'token');
  return accessTokensOf({ db, cipher, app, grantId, onRefresh, ...meterOf(more) });
}

async function open(access: Access, connectionId: string): Promise<OpenedBox> {
  const { db, app, calls, tokens, governors } = access;
  const [grant, state] = await Promise.all([currentGrant(db, connectionId), readConnectionState(db, connectionId)]);
  if (!grant) throw new ConnectionGone('The connection has no grant: it was disconnected or never connected');
  let count = 0;
  const governor = governors.of(connectionId);
  const client = createBoxClient({
    baseUrl: app.apiBaseUrl,
    tokens: tokens.memo(grant.id, { context: connectionId }),
    governor,
    accountId: state?.account?.id ?? null,
    ...meterOf(access),
    onCall: (purpose: CallPurpose) => {
      count += 1;
      calls.add(connectionId, purpose);
    },
  });
  const takeCalls = () => {
    const taken = count;
    count = 0;
    return taken;
  };
  return {
    client: observeClient(client, tapOf(access, connectionId)),
    takeCalls,
    limitedUntil: () => governor.limitedUntil(),
    waitingUsers: () => governor.waitingUsers(),
  };
}

async function openGrant(access: Access, connectionId: string, grantId: string): Promise<BoxClient | undefined> {
  const { db, cipher, app, calls, tokens, governors } = access;
  if (!(await tokensOf(db, cipher, grantId))) return undefined;
  const client = createBoxClient({
    baseUrl: app.apiBaseUrl,
    tokens: tokens.memo(grantId, { context: connectionId }),
    governor: governors.of(connectionId),
    accountId: null,
    ...meterOf(access),
    onCall: (purpose) => calls.add(connectionId, purpose),
  });
  return observeClient(client, tapOf(access, connectionId));
}

async function revoke({ db, cipher, app }: Access, grantId: string): Promise<boolean> {
  const pair = await tokensOf(db, cipher, grantId);
  return !pair || revokeToken(app, pair.refreshToken);
}
