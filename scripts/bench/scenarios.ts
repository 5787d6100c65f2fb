import { against } from './against.js';
import { api } from './api.js';
import { bulk } from './bulk.js';
import { economy } from './economy.js';
import { events } from './events.js';
import { growth } from './growth.js';
import { limit } from './limit.js';
import { promotion } from './promotion.js';
import type { Scenario } from './scenario.js';
import { simulation } from './simulation.js';
import { start } from './start.js';
import { workers } from './workers.js';

/** All scenarios, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  bulk,
  growth,
  events,
  economy,
  limit,
  workers,
  against,
  promotion,
  api,
  start,
  simulation,
];
