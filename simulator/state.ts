/** Everything one running simulator holds. */
import { createClock, type Clock } from './clock.js';
import { createWorld, type World } from './enterprise/world.js';
import { createEventLog, type EventLog } from './enterprise/event-log.js';
import { act } from './enterprise/actions.js';
import { createFaults, type Faults } from './box/faults.js';
import { NO_JOURNAL, openJournal, type Journal, type JournalEntry } from './enterprise/journal.js';
import type { LinkAccess, SimItem, SimUser } from './enterprise/model.js';
import { createRequestLog, type RequestLog } from './box/request-log.js';
import { createSessions, type Sessions } from './box/sessions.js';

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
  /** A file that keeps what happens, for the next start. */
  readonly stateFile?: string;
}

/** What `POST /_sim/settings` changes. */
export interface Settings {
  appRestriction: { enabled: boolean; allowedClientIds: string[] };
  rateLimitPerMinute: number;
  /** The account that the sign-in form proposes. */
  signIn: string;
  latencyMs: number;
  /** How long an event takes to appear in each stream, in milliseconds. */
  eventLatencyMs: { streaming: number; adminLogs: number };
  /** The id by which Box names the app in events. */
  serviceId: string;
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
}

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
  for (const entry of kept?.past ?? []) replay(state, entry);
  return state;
}

function freshState(options: SimulatorOptions, size: World['size'], journal: Journal): State {
  const clock = createClock(options.now);
  const world = createWorld(size);
  const sessions = createSessions(clock, {
    issued: (grant) => {
      const at = clock.now();
      recordSignIn(state, grant.userId, at);
      journal.append({ kind: 'grant', at, grant });
    },
    forgotten: ({ refreshToken }) => journal.append({ kind: 'forget', refreshToken }),
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
    settings: {
      appRestriction: { enabled: false, allowedClientIds: [] },
      rateLimitPerMinute: options.rateLimitPerMinute ?? 1_000,
      signIn: world.users[0]?.login ?? '',
      latencyMs: options.latencyMs ?? 0,
      eventLatencyMs: { streaming: 0, adminLogs: 0 },
      serviceId: '4711',
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

/** Lets happen again what an earlier run wrote down, at the time at which it happened. */
function replay(state: State, entry: JournalEntry): void {
  switch (entry.kind) {
    case 'begin':
      return;
    case 'action':
      act(state, entry.action, entry.at);
      return;
    case 'grant':
      state.sessions.restore(entry.grant);
      recordSignIn(state, entry.grant.userId, entry.at);
      return;
    case 'forget':
      state.sessions.forget(entry.refreshToken);
      return;
    case 'download': {
      const [user, file] = [state.world.userById(entry.userId), state.world.item(entry.fileId)];
      if (user && file) recordDownload(state, user, file, entry.at);
    }
  }
}

/** A token was given to our app: the enterprise's own people see it in their events. */
function recordSignIn({ world, log, settings }: State, userId: string, at: number): void {
  const user = world.userById(userId);
  if (!user || user.enterprise.id !== world.users[0]?.enterprise.id) return;
  log.record(
    { type: 'USER_AUTHENTICATE_OAUTH2_ACCESS_TOKEN_CREATE', actor: user, user, serviceId: settings.serviceId },
    at,
  );
}

/** Our app downloaded a file. */
export function recordDownload({ log, settings }: State, actor: SimUser, item: SimItem, at: number): void {
  log.record({ type: 'DOWNLOAD', actor, item, serviceId: settings.serviceId }, at);
}
