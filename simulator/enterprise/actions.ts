/** What people do in the enterprise: each changes the world at once and is told in an event. */
import { z } from 'zod';
import { changeItem } from './change-item.js';
import type { SimEvent } from './event-log.js';
import { itemActionSchemas } from './item-actions.js';
import { ActionError, firstAdmin, userNamed, type ActionResult, type Scene } from './scene.js';
import type { State } from '../state.js';

export { ActionError, type ActionResult } from './scene.js';

const role = z.enum(['admin', 'coadmin', 'user']);

/** The body of an action; `as` is a login or user id (the item's owner unless given). */
export const actionSchema = z.discriminatedUnion('type', [
  ...itemActionSchemas,
  z.strictObject({ type: z.literal('login'), as: z.string() }),
  z.strictObject({ type: z.literal('addUser'), login: z.string(), name: z.string() }),
  z.strictObject({ type: z.literal('deactivateUser'), user: z.string() }),
  z.strictObject({ type: z.literal('removeUser'), user: z.string() }),
  z.strictObject({ type: z.literal('changeRole'), user: z.string(), role }),
]);

/** One action. */
export type Action = z.infer<typeof actionSchema>;

/** Does one action, at a time in epoch milliseconds. Throws `ActionError`. */
export function act(state: State, action: Action, at: number): ActionResult {
  const { world, log } = state;
  const now = wholeSecond(at);
  const tell: Scene['tell'] = (happening) => resultOf(action.type, log.record(happening, at));
  switch (action.type) {
    case 'login': {
      const actor = userNamed(world, action.as, 'as');
      return tell({ type: 'LOGIN', actor, user: actor });
    }
    case 'addUser': {
      if (world.userByLogin(action.login)) throw new ActionError(`login: there is a user "${action.login}" already`);
      const user = world.addUser({ login: action.login, name: action.name, createdAt: now });
      return tell({ type: 'NEW_USER', actor: firstAdmin(world), user });
    }
    case 'deactivateUser': {
      const user = userNamed(world, action.user, 'user');
      user.status = 'inactive';
      return tell({ type: 'EDIT_USER', actor: firstAdmin(world), user });
    }
    case 'removeUser': {
      const user = userNamed(world, action.user, 'user');
      world.removeUser(user);
      return tell({ type: 'DELETE_USER', actor: firstAdmin(world), user });
    }
    case 'changeRole': {
      const user = userNamed(world, action.user, 'user');
      user.role = action.role;
      return tell({ type: 'CHANGE_ADMIN_ROLE', actor: firstAdmin(world), user });
    }
    default:
      return changeItem({ world, now, tell }, action);
  }
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

function resultOf(type: string, event: SimEvent): ActionResult {
  const { eventId, itemId, itemType, at } = event;
  return { type, eventId, itemId, itemType, at: new Date(at).toISOString() };
}
