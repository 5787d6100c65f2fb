/** The state of one running simulator. Data only: `start.ts` assembles it, `commands/` changes it. */
import type { ActivityGenerator } from './activity/generator.js';
import type { Sessions } from './box/auth/sessions.js';
import type { Faults } from './box/faults/faults.js';
import type { RequestLog } from './box/http/request-log.js';
import type { EnterpriseEvents } from './enterprise/events/enterprise-events.js';
import type { World } from './enterprise/world/world.js';
import type { Journal } from './journal.js';
import type { Settings } from './settings.js';
import type { Clock } from './time/clock.js';

/** The enterprise, its events, the tokens in circulation and the requests so far. */
export interface State {
  readonly clock: Clock;
  readonly world: World;
  readonly events: EnterpriseEvents;
  /** When each late event arrives, by its `seq`; epoch milliseconds. */
  readonly late: Map<number, number>;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly settings: Settings;
  /** The secret of every app. */
  readonly clientSecret: string;
  /** Records every change for the next start. */
  readonly journal: Journal;
  readonly activity: ActivityGenerator;
}
