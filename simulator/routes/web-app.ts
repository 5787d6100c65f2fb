/** The pages of Box's web app that links lead to. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { itemPage } from '../box/items/item-page.js';
import type { SimItem } from '../enterprise/model.js';
import { findItem, isActive } from '../enterprise/world/items.js';
import type { State } from '../state.js';

/** Registers `/file/:id` and `/folder/:id`. They require no sign-in. */
export function webAppRoutes(app: FastifyInstance, { world }: State): void {
  const sendPage = (reply: FastifyReply, type: SimItem['type'], id: string): FastifyReply => {
    const item = findItem(world, id);
    const exists = item?.type === type && isActive(world, item);
    return reply
      .code(exists ? 200 : 404)
      .type('text/html; charset=utf-8')
      .send(itemPage(exists ? item : null));
  };
  app.get<{ Params: { id: string } }>('/file/:id', ({ params }, reply) => sendPage(reply, 'file', params.id));
  app.get<{ Params: { id: string } }>('/folder/:id', ({ params }, reply) => sendPage(reply, 'folder', params.id));
}
