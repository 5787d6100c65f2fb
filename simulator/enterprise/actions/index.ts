/** What people do in the enterprise: each changes the world at once and is told in an event. */
import { z } from 'zod';
import { changeItem } from './change-item.js';
import type { SimEvent } from '../events/event.js';
import { ITEM_ACTION_TYPES, itemActionSchemas } from './item-actions.js';
import { actOnPeople, isPeopleAction, PEOPLE_ACTION_TYPES, peopleActionSchema, userNamed } from './users-and-groups.js';
import type { ActionResult, Scene } from './action-context.js';
import { wholeSecond } from '../../time/clock.js';
import type { EnterpriseEvents } from '../events/enterprise-events.js';
import type { World } from '../world/world.js';

export type { ActionResult } from './action-context.js';

/** The body of an action; `as` is a login or user id (the item's owner unless given). */
export const actionSchema = z.discriminatedUnion(
  'type',
  [...itemActionSchemas, peopleActionSchema, z.strictObject({ type: z.literal('login'), as: z.string() })],
  { error: () => `must be one of ${ACTION_TYPES.join(', ')}` },
);

/** The names of all actions. */
const ACTION_TYPES = ['login', ...ITEM_ACTION_TYPES, ...PEOPLE_ACTION_TYPES];

/** One action. */
export type Action = z.infer<typeof actionSchema>;

/** What an action changes. */
export interface Enterprise {
  readonly world: World;
  readonly events: EnterpriseEvents;
}

/** Does one action, at a time in epoch milliseconds. Throws `ActionError`. */
export function act({ world, events }: Enterprise, action: Action, at: number): ActionResult {
  const now = wholeSecond(at);
  const tell: Scene['tell'] = (happening) => resultOf(action.type, events.record(happening, at));
  if (isPeopleAction(action)) return tell(actOnPeople(world, action, now));
  if (action.type !== 'login') return changeItem({ world, now, tell }, action);
  const actor = userNamed(world, action.as, 'as');
  return tell({ type: 'LOGIN', actor, user: actor });
}

function resultOf(type: string, event: SimEvent): ActionResult {
  const { eventId, itemId, itemType, at } = event;
  return { type, eventId, itemId, itemType, at: new Date(at).toISOString() };
}
