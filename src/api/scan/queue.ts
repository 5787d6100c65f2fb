import type { z } from 'zod';
import { promotionKey, type Promotion } from '../../domain/promotion.js';
import { usersById } from '../../store/scan/box-users.js';
import { pathsOf } from '../../store/scan/items.js';
import { storedQueue } from '../../store/scan/queue.js';
import { hasWorker } from '../../store/scan/situation.js';
import { getConnection } from '../http/get-connection.js';
import type { RequestOf } from '../http/route-types.js';
import type { idParams } from '../http/schemas.js';
import { toExpressItem, toFolderItem, type queueBody, type queueQuery } from './schema.js';

/**
 * The head of the queue and its length. Every promotion is stored before the workflow hears of it, so the stored queue
 * also has the items that are being scanned; the workflow adds those that it was sent directly.
 */
export async function getQueue({
  server,
  params,
  query,
}: RequestOf<{ params: typeof idParams; querystring: typeof queueQuery }>): Promise<z.input<typeof queueBody>> {
  const { id } = await getConnection(server.db, params.id);
  // Without a worker the workflow cannot be queried; the stored queue is complete then.
  const held = (await hasWorker(server.db)) ? await server.temporal.queueHead(id, query.limit) : [];
  const { waiting, promotions, folders } = await storedQueue(server.db, id, query.limit);
  const promoted = withoutDoubles([...promotions, ...held]).slice(0, query.limit);
  const express = Math.max(waiting.express, promoted.length);
  const [pathOf, users] = await Promise.all([
    pathsOf(server.db, id, promoted),
    usersById(server.db, id, [...new Set([...promoted.flatMap(ownerOf), ...folders.map(({ userId }) => userId)])]),
  ]);
  const loginOf = (userId: string | undefined): string | null => users.get(userId ?? '')?.login ?? null;
  const items = [
    ...promoted.map((item) => toExpressItem(item, { path: pathOf(item), ownerLogin: loginOf(ownerOf(item)[0]) })),
    ...folders.map((folder) => toFolderItem(folder, loginOf(folder.userId))),
  ];
  return {
    items: items.slice(0, query.limit).map((item, position) => ({ position, ...item })),
    waiting: { ...waiting, express, total: express + waiting.subtree + waiting.bulk },
  };
}

function withoutDoubles(promotions: readonly Promotion[]): Promotion[] {
  const byKey = new Map<string, Promotion>();
  for (const promotion of promotions)
    if (!byKey.has(promotionKey(promotion))) byKey.set(promotionKey(promotion), promotion);
  return [...byKey.values()];
}

const ownerOf = ({ itemType, itemId, ownerId }: Promotion): string[] =>
  ownerId !== null ? [ownerId] : itemType === 'user' ? [itemId] : [];
