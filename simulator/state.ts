/** Everything one running simulator holds. */
import { createClock, type Clock } from './time/clock.js';
import { createWorld, type World } from './enterprise/world/world.js';
import { createEventLog, type EventLog } from './enterprise/events/enterprise-events.js';
import { act } from './enterprise/actions/index.js';
import { defaultAppSettings, type AppSettings } from './box/auth/app-settings.js';
import { createFaults, type Faults } from './box/faults/faults.js';
import { NO_JOURNAL, openJournal, type Journal, type JournalEntry } from './journal.js';
import type { LinkAccess, SimItem, SimUser } from './enterprise/model.js';
import { createLife, type Life } from './activity/generator.js';
import { perform } from './commands/perform.js';
import { createRequestLog, type RequestLog } from './box/http/request-log.js';
import { createSessions, type Sessions } from './box/auth/sessions.js';
import type { Watch } from './conformance/watch.js';

/** How a simulator begins. */
export interface SimulatorOptions {
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly seed?: number;
  readonly users?: number;
  readonly files?: number;
  /** Added to every answer of the API, in milliseconds. */
  readonly latencyMs?: number;
  readonly clientSecret?: string;
  readonly rateLimitPerMinute?: number;
  /** Where the simulator's time begins, epoch milliseconds; ours unless given. */
  readonly now?: number;
  /** Actions a minute with which people begin to work; 0, the default, for none. */
  readonly lifePerMinute?: number;
  /** A file that keeps what happens, for the next start. */
  readonly stateFile?: string;
  /** Holds every answer against Box's description; as the environment says unless given. */
  readonly watch?: Watch;
}

/** What `POST /_sim/settings` changes. */
export interface Settings extends AppSettings {
  appRestriction: { enabled: boolean; allowedClientIds: string[] };
  rateLimitPerMinute: number;
  /** The account that the sign-in form proposes. */
  signIn: string;
  latencyMs: number;
  /** How long an event takes to appear in each stream, in milliseconds. */
  eventLatencyMs: { streaming: number; adminLogs: number };
  /** Whether pages of events hold fewer than asked for although there are more. */
  shortPages: boolean;
  /** Whether a page without events gives "0" as its next position, as Box has been seen to do. */
  zeroWhenEmpty: boolean;
  /** How positions of events are written. */
  positions: 'alternating' | 'number' | 'string';
  /** How long a long poll of a user's events waits, in milliseconds. */
  longPollMs: number;
  /** The keys that webhooks' deliveries are signed with. */
  webhookKeys: { primary: string; secondary: string };
  /** The wait before the first retry of a delivery, in milliseconds; each further one is twice as long. */
  webhookRetryMs: number;
  /** Whether webhooks may have addresses on this machine, without TLS. */
  allowInsecureWebhooks: boolean;
  /** The id by which Box names the app in events. */
  serviceId: string;
  /** How long a new or changed file cannot be downloaded yet, in milliseconds. */
  contentReadyAfterMs: number;
  /** The origin that downloads are redirected to; known once it listens, and not to be changed. */
  contentUrl: string;
  /** What the tenant's admin allows. */
  tenantPolicy: TenantPolicy;
  /** Whether a file's collaborations repeat those of the folders above; Box does not say. */
  repeatsInheritedCollaborations: boolean;
  /** How long the search index takes to know of a change, in milliseconds. */
  searchLagMs: number;
}

/** The part of an enterprise's settings that content feels. */
export interface TenantPolicy {
  /** How far any link reaches at most. */
  sharedLinkAccess: LinkAccess;
  /** What a link is made as that does not say. */
  sharedLinkDefaultAccess: LinkAccess;
  /** Whether collaborations may be given an end. */
  collaborationExpiry: boolean;
  /** Whether people of other enterprises may be let in. */
  externalCollaboration: boolean;
}

/** One simulator: the enterprise, who is signed in to it, and all that was asked of it. */
export interface State {
  readonly clock: Clock;
  readonly world: World;
  readonly log: EventLog;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly settings: Settings;
  readonly clientSecret: string;
  readonly journal: Journal;
  readonly life: Life;
}

/** The secret of every app, unless it is started with another. */
export const DEFAULT_CLIENT_SECRET = 'boxward-simulator-secret';

/** A fresh enterprise and nothing that happened to it; or, with a state file, what it had become. */
export function createState(options: SimulatorOptions): State {
  const kept = options.stateFile === undefined ? null : openJournal(options.stateFile);
  const begin = kept?.past.find((entry) => entry.kind === 'begin');
  const asked = { seed: options.seed ?? 1, users: options.users ?? 20, files: options.files ?? 5_000 };
  if (begin && JSON.stringify(begin.size) !== JSON.stringify(asked)) {
    throw new Error(
      `${options.stateFile ?? ''} was begun with ${JSON.stringify(begin.size)}: start with the same, or delete it`,
    );
  }
  const startedAt = begin?.startedAt ?? options.now ?? Date.now();
  if (kept && !begin) kept.journal.append({ kind: 'begin', startedAt, size: asked });
  const state = freshState(options, { ...asked, startedAt }, kept?.journal ?? NO_JOURNAL);
  let last = startedAt;
  for (const entry of kept?.past ?? []) {
    replay(state, entry);
    if ('at' in entry) last = Math.max(last, entry.at);
  }
  // Time never goes back behind what happened.
  state.clock.advance(Math.max(last - state.clock.now(), 0));
  return state;
}

function freshState(options: SimulatorOptions, size: World['size'], journal: Journal): State {
  const clock = createClock(options.now);
  const world = createWorld(size);
  const sessions = createSessions({
    seed: size.seed,
    startedAt: size.startedAt,
    clock,
    isActive: (userId) => world.userById(userId)?.status === 'active',
    watcher: {
      issued: (grant) => {
        const at = clock.now();
        const { serviceId } = state.settings;
        recordSignIn(state, grant.userId, at, serviceId);
        journal.append({ kind: 'grant', at, grant, serviceId });
      },
      forgotten: ({ refreshToken, accessToken }) =>
        journal.append({ kind: 'forget', token: refreshToken ?? accessToken }),
    },
  });
  const state: State = {
    clock,
    world,
    log: createEventLog(world),
    sessions,
    faults: createFaults(),
    requests: createRequestLog(clock),
    clientSecret: options.clientSecret ?? DEFAULT_CLIENT_SECRET,
    journal,
    life: createLife(world, clock, (action, at) => perform(state, action, at)),
    settings: {
      appRestriction: { enabled: false, allowedClientIds: [] },
      rateLimitPerMinute: options.rateLimitPerMinute ?? 1_000,
      signIn: world.users[0]?.login ?? '',
      latencyMs: options.latencyMs ?? 0,
      eventLatencyMs: { streaming: 0, adminLogs: 0 },
      shortPages: false,
      zeroWhenEmpty: false,
      positions: 'alternating',
      longPollMs: 600_000,
      webhookKeys: { primary: 'SamplePrimaryKey', secondary: 'SampleSecondaryKey' },
      webhookRetryMs: 1_000,
      allowInsecureWebhooks: options.host === undefined || isLoopback(options.host),
      serviceId: '4711',
      contentReadyAfterMs: 0,
      contentUrl: '',
      ...defaultAppSettings(),
      tenantPolicy: {
        sharedLinkAccess: 'open',
        sharedLinkDefaultAccess: 'company',
        collaborationExpiry: true,
        externalCollaboration: true,
      },
      repeatsInheritedCollaborations: false,
      searchLagMs: 10 * 60_000,
    },
  };
  return state;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Lets happen again what an earlier run wrote down, at the time at which it happened. */
function replay(state: State, entry: JournalEntry): void {
  switch (entry.kind) {
    case 'begin':
      return;
    case 'action':
      act(state, entry.action, entry.at);
      return;
    case 'expireAccessTokens':
    case 'revokeRefreshTokens':
      state.sessions[entry.kind]();
      return;
    case 'grant':
      state.sessions.restore(entry.grant);
      recordSignIn(state, entry.grant.userId, entry.at, entry.serviceId);
      return;
    case 'forget':
      state.sessions.forget(entry.token);
      return;
    case 'serviceAccount':
      state.world.addServiceAccount(entry.clientId);
      return;
    case 'clock':
      state.clock.advance(entry.advanceMs);
      return;
    case 'download': {
      const [user, file] = [state.world.userById(entry.userId), state.world.item(entry.fileId)];
      if (user && file) recordDownload(state, user, file, entry);
    }
  }
}

/** Ends everybody's access tokens, or refresh tokens; how many there were. */
export function endTokens({ sessions, journal }: State, kind: 'expireAccessTokens' | 'revokeRefreshTokens'): number {
  journal.append({ kind });
  return sessions[kind]();
}

/** Moves time on by some milliseconds. */
export function advanceClock({ clock, journal }: State, advanceMs: number): void {
  clock.advance(advanceMs);
  journal.append({ kind: 'clock', advanceMs });
}

/** The account of an app in the enterprise. */
export function serviceAccountOf({ world, journal }: State, clientId: string): SimUser {
  const known = world.serviceAccount(clientId);
  if (!known) journal.append({ kind: 'serviceAccount', clientId });
  return known ?? world.addServiceAccount(clientId);
}

/** A token was given to our app: the enterprise's own people see it in their events. */
function recordSignIn({ world, log }: State, userId: string, at: number, serviceId: string): void {
  const user = world.userById(userId);
  if (!user || user.enterprise.id !== world.users[0]?.enterprise.id) return;
  log.record({ type: 'USER_AUTHENTICATE_OAUTH2_ACCESS_TOKEN_CREATE', actor: user, user, serviceId }, at);
}

/** Our app downloads a file, at a time in epoch milliseconds. */
export function download(state: State, user: SimUser, file: SimItem, at: number): void {
  const { serviceId } = state.settings;
  recordDownload(state, user, file, { at, serviceId });
  state.journal.append({ kind: 'download', at, userId: user.id, fileId: file.id, serviceId });
}

function recordDownload(
  { log }: State,
  actor: SimUser,
  item: SimItem,
  { at, serviceId }: { readonly at: number; readonly serviceId: string },
): void {
  log.record({ type: 'DOWNLOAD', actor, item, serviceId }, at);
}
