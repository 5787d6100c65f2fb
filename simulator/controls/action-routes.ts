/** Actions in the enterprise, and items to perform them on: /_sim/actions and /_sim/pick. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { perform } from '../commands/perform.js';
import { ActionError } from '../enterprise/actions/action-error.js';
import { type Action, type ActionResult, actionSchema } from '../enterprise/actions/index.js';
import type { SimItem } from '../enterprise/model.js';
import { ancestorsOf } from '../enterprise/world/items.js';
import { pickItems } from '../enterprise/world/pick-items.js';
import { userById } from '../enterprise/world/users.js';
import type { World } from '../enterprise/world/world.js';
import type { State } from '../state.js';

const MAX_ACTIONS = 10_000;
/** Room for the maximum number of actions, each with the longest name and description. */
const MAX_BODY_BYTES = MAX_ACTIONS * 4_096;
const actionList = z.strictObject({ actions: z.array(actionSchema).max(MAX_ACTIONS) });
const pickQuery = z.object({
  kind: z.enum(['file', 'folder']).default('file'),
  n: z.coerce.number().int().min(1).max(10_000).default(10),
  seed: z.coerce.number().int().default(1),
  owner: z.string().optional(),
  minFiles: z.coerce.number().int().default(0),
});

/** Registers `POST /_sim/actions`, for one action or a list, and `GET /_sim/pick`. */
export function actionRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.post('/_sim/actions', { bodyLimit: MAX_BODY_BYTES }, ({ body }) => {
    const at = state.clock.now();
    if (typeof body !== 'object' || body === null || !('actions' in body)) {
      return { results: [perform(state, actionSchema.parse(body), at)] };
    }
    // The whole list is validated before the first action is performed.
    const { actions } = actionList.parse(body);
    return { results: actions.map((action, index) => performInList(state, action, index, at)) };
  });

  app.get('/_sim/pick', (request) =>
    pickItems(world, pickQuery.parse(request.query)).map((item) => ({
      id: item.id,
      ownerId: item.ownerId,
      ownerLogin: userById(world, item.ownerId)?.login ?? '',
      path: pathOf(world, item),
    })),
  );
}

/** Performs an action of a list. Throws `ActionError` that names its index. */
function performInList(state: State, action: Action, index: number, at: number): ActionResult {
  try {
    return perform(state, action, at);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    throw new ActionError(
      `actions.${index}.${error.message} (the actions before it were performed, those after it were not)`,
    );
  }
}

const pathOf = (world: World, item: SimItem): string =>
  `/${[...ancestorsOf(world, item), item].map(({ name }) => name).join('/')}`;
