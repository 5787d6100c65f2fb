/** Everything one running simulator holds. */
import { createWorld, type World } from './world.js';
import { createEventLog, type EventLog } from './event-log.js';
import { createFaults, type Faults } from './faults.js';
import { createRequestLog, type RequestLog } from './request-log.js';
import { createSessions, type Sessions } from './sessions.js';

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
}

export interface State {
  readonly world: World;
  readonly log: EventLog;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly settings: Settings;
  readonly clientSecret: string;
}

export const DEFAULT_CLIENT_SECRET = 'boxward-simulator-secret';

/** A fresh enterprise and nothing that happened to it. */
export function createState(options: SimulatorOptions): State {
  const world = createWorld({
    seed: options.seed ?? 1,
    users: options.users ?? 20,
    files: options.files ?? 5_000,
    startedAt: Date.now(),
  });
  return {
    world,
    log: createEventLog(world),
    sessions: createSessions(),
    faults: createFaults(),
    requests: createRequestLog(),
    clientSecret: options.clientSecret ?? DEFAULT_CLIENT_SECRET,
    settings: {
      appRestriction: { enabled: false, allowedClientIds: [] },
      rateLimitPerMinute: options.rateLimitPerMinute ?? 1_000,
      signIn: world.users[0]?.login ?? '',
      latencyMs: options.latencyMs ?? 0,
      eventLatencyMs: { streaming: 0, adminLogs: 0 },
      serviceId: '4711',
    },
  };
}
