/** Actions in the enterprise. Each changes the world at once and records an event. */
import { z } from 'zod';
import { wholeSecond } from '../../time/clock.js';
import type { EnterpriseEvents } from '../events/enterprise-events.js';
import type { SimEvent } from '../events/event.js';
import type { World } from '../world/world.js';
import type { ActionContext, ActionResult } from './action-context.js';
import { changeItem } from './change-item.js';
import { ITEM_ACTION_TYPES, itemActionSchemas } from './item-actions.js';
import {
  ACCOUNT_ACTION_TYPES,
  accountActionSchema,
  changeAccounts,
  getUser,
  isAccountAction,
} from './users-and-groups.js';

export type { ActionResult } from './action-context.js';

/** The body of an action. `as` is the login or id of the acting user; the item's owner by default. */
export const actionSchema = z.discriminatedUnion(
  'type',
  [...itemActionSchemas, accountActionSchema, z.strictObject({ type: z.literal('login'), as: z.string() })],
  { error: () => `must be one of ${ACTION_TYPES.join(', ')}` },
);

/** The names of all actions. */
const ACTION_TYPES = ['login', ...ITEM_ACTION_TYPES, ...ACCOUNT_ACTION_TYPES];

/** One action. */
export type Action = z.infer<typeof actionSchema>;

/** What an action changes. */
export interface Enterprise {
  readonly world: World;
  readonly events: EnterpriseEvents;
}

/** Performs an action at a time in epoch milliseconds. Throws `ActionError`. */
export function act({ world, events }: Enterprise, action: Action, at: number): ActionResult {
  const now = wholeSecond(at);
  const record: ActionContext['record'] = (input) => resultOf(action.type, events.record(input, at));
  if (isAccountAction(action)) return record(changeAccounts(world, action, now));
  if (action.type !== 'login') return changeItem({ world, now, record }, action);
  const actor = getUser(world, action.as, 'as');
  return record({ type: 'LOGIN', actor, user: actor });
}

function resultOf(type: string, event: SimEvent): ActionResult {
  const { eventId, itemId, itemType, at } = event;
  return { type, eventId, itemId, itemType, at: new Date(at).toISOString() };
}
