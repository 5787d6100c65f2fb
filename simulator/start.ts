/** Assembles the state of a simulator: a generated enterprise, plus the changes that a state file holds. */
import { createActivityGenerator } from './activity/generator.js';
import { createSessions } from './box/auth/sessions.js';
import { createFaults } from './box/faults/faults.js';
import { createRequestLog } from './box/http/request-log.js';
import { recordDownload } from './commands/downloads.js';
import { perform } from './commands/perform.js';
import { recordTokenIssued } from './commands/tokens.js';
import type { ConformanceCheck } from './conformance/response-check.js';
import { act } from './enterprise/actions/index.js';
import { createEnterpriseEvents } from './enterprise/events/enterprise-events.js';
import { createWorld } from './enterprise/world/create-world.js';
import { findItem } from './enterprise/world/items.js';
import { addServiceAccount, allUsers, userById } from './enterprise/world/users.js';
import type { World } from './enterprise/world/world.js';
import { type Journal, type JournalEntry, NO_JOURNAL, openJournal } from './journal.js';
import { DEFAULT_CLIENT_SECRET, defaultSettings } from './settings.js';
import type { State } from './state.js';
import { createClock } from './time/clock.js';

/** How to start a simulator. */
export interface SimulatorOptions {
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly seed?: number;
  readonly users?: number;
  readonly files?: number;
  /** Files per folder on average; 25 by default. */
  readonly filesPerFolder?: number;
  /** Delay added to every API response, in milliseconds. */
  readonly latencyMs?: number;
  readonly clientSecret?: string;
  readonly rateLimitPerMinute?: number;
  /** Where the simulator's time begins, epoch milliseconds. Defaults to the current time. */
  readonly now?: number;
  /** Actions per minute of generated activity from the start. 0, the default, generates none. */
  readonly lifePerMinute?: number;
  /** A file that keeps every change for the next start. */
  readonly stateFile?: string;
  /** Checks every response against Box's API description. Defaults to what the environment says. */
  readonly conformance?: ConformanceCheck;
}

/**
 * Generates an enterprise and, with a state file, replays the changes of earlier runs. Throws when the state file
 * cannot be read or was started with another seed or size.
 */
export function createState(options: SimulatorOptions): State {
  const kept = options.stateFile === undefined ? null : openJournal(options.stateFile);
  const begin = kept?.past.find((entry) => entry.kind === 'begin');
  const requested = {
    seed: options.seed ?? 1,
    users: options.users ?? 20,
    files: options.files ?? 5_000,
    ...(options.filesPerFolder === undefined ? {} : { filesPerFolder: options.filesPerFolder }),
  };
  if (begin && JSON.stringify(begin.size) !== JSON.stringify(requested)) {
    throw new Error(
      `${options.stateFile ?? ''} was started with ${JSON.stringify(begin.size)}: start with the same values, or delete it`,
    );
  }
  const startedAt = begin?.startedAt ?? options.now ?? Date.now();
  if (kept && !begin) kept.journal.append({ kind: 'begin', startedAt, size: requested });
  const state = assemble(options, { ...requested, startedAt }, kept?.journal ?? NO_JOURNAL);
  let last = startedAt;
  for (const entry of kept?.past ?? []) {
    replay(state, entry);
    if ('at' in entry) last = Math.max(last, entry.at);
  }
  // The clock must not be earlier than the replayed changes.
  state.clock.advance(Math.max(last - state.clock.now(), 0));
  return state;
}

function assemble(options: SimulatorOptions, size: World['size'], journal: Journal): State {
  const clock = createClock(options.now);
  const world = createWorld(size);
  const events = createEnterpriseEvents(world);
  const settings = defaultSettings({
    rateLimitPerMinute: options.rateLimitPerMinute ?? 1_000,
    latencyMs: options.latencyMs ?? 0,
    signIn: allUsers(world)[0]?.login ?? '',
    allowInsecureWebhooks: options.host === undefined || isLoopback(options.host),
  });
  const sessions = createSessions({
    source: size,
    clock,
    accessSeconds: () => settings.accessTokenSeconds,
    isActive: (userId) => userById(world, userId)?.status === 'active',
    listener: {
      issued: (grant) => {
        const at = clock.now();
        const { serviceId } = settings;
        recordTokenIssued({ world, events }, grant.userId, at, serviceId);
        journal.append({ kind: 'grant', at, grant, serviceId });
      },
      forgotten: ({ refreshToken, accessToken }) =>
        journal.append({ kind: 'forget', token: refreshToken ?? accessToken }),
    },
  });
  return {
    clock,
    world,
    events,
    late: new Map(),
    sessions,
    faults: createFaults(clock),
    requests: createRequestLog(clock),
    settings,
    clientSecret: options.clientSecret ?? DEFAULT_CLIENT_SECRET,
    journal,
    activity: createActivityGenerator(world, clock, (action, at) =>
      perform({ world, events, journal, clock }, action, at),
    ),
  };
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Repeats a change of an earlier run, at the time of that change. */
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
      recordTokenIssued(state, entry.grant.userId, entry.at, entry.serviceId);
      return;
    case 'forget':
      state.sessions.forget(entry.token);
      return;
    case 'serviceAccount':
      addServiceAccount(state.world, entry.clientId);
      return;
    case 'late':
      state.late.set(entry.seq, entry.until);
      return;
    case 'clock':
      state.clock.advance(entry.advanceMs);
      return;
    case 'download': {
      const [user, file] = [userById(state.world, entry.userId), findItem(state.world, entry.fileId)];
      if (user && file) recordDownload(state, user, file, entry);
    }
  }
}
