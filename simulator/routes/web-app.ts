/** Where a link into Box's web app leads: to little more than the item's name. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { itemPage } from '../box/items/item-page.js';
import type { SimItem } from '../enterprise/model.js';
import { findItem, isActive } from '../enterprise/world/items.js';
import type { State } from '../state.js';

/** Registers `/file/:id` and `/folder/:id`; everybody sees them, as nobody is signed in here. */
export function webAppRoutes(app: FastifyInstance, { world }: State): void {
  const answer = (reply: FastifyReply, type: SimItem['type'], id: string): FastifyReply => {
    const item = findItem(world, id);
    const isThere = item?.type === type && isActive(world, item);
    return reply
      .code(isThere ? 200 : 404)
      .type('text/html; charset=utf-8')
      .send(itemPage(isThere ? item : null));
  };
  app.get<{ Params: { id: string } }>('/file/:id', ({ params }, reply) => answer(reply, 'file', params.id));
  app.get<{ Params: { id: string } }>('/folder/:id', ({ params }, reply) => answer(reply, 'folder', params.id));
}
