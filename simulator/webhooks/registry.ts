/** Which webhooks there are, by the rules of Box's guide to webhooks V2. */
import { ClientError } from '../box/http/errors.js';
import type { Trigger } from './triggers.js';

/** A webhook on one file or folder; `createdAt` is epoch milliseconds. */
export interface Webhook {
  readonly id: string;
  readonly target: { readonly type: 'file' | 'folder'; readonly id: string };
  readonly creatorId: string;
  readonly createdAt: number;
  readonly address: string;
  readonly triggers: readonly Trigger[];
}

/** All webhooks of this app. */
export interface Webhooks {
  /** Throws 409 for a second one of a user on an item, 403 for a user's 1001st. */
  add(webhook: Omit<Webhook, 'id'>): Webhook;
  /** Replaces the one of the same id. Throws 409 when it would be a second one on its item. */
  replace(webhook: Webhook): Webhook;
  remove(id: string): void;
  byId(id: string): Webhook | undefined;
  of(userId: string): Webhook[];
  /** Those on any of these items, whoever made them. */
  on(itemIds: readonly string[]): Webhook[];
}

const MOST_OF_A_USER = 1_000;
const FIRST_ID = 3_000_000;

/** No webhooks yet. One simulator is one app: what Box counts by app and user is counted by user. */
export function createWebhooks(): Webhooks {
  const all = new Map<string, Webhook>();
  let next = FIRST_ID;

  const of = (userId: string): Webhook[] => [...all.values()].filter(({ creatorId }) => creatorId === userId);

  function refuseSecond({ creatorId, target }: Omit<Webhook, 'id'>, exceptId?: string): void {
    const isThere = of(creatorId).some(
      ({ id, target: other }) => id !== exceptId && other.id === target.id && other.type === target.type,
    );
    if (isThere) throw new ClientError(409, 'conflict', 'Webhook already exists on the specified item');
  }

  return {
    add(fields) {
      refuseSecond(fields);
      if (of(fields.creatorId).length >= MOST_OF_A_USER) {
        throw new ClientError(403, 'forbidden', `A user has ${MOST_OF_A_USER} webhooks at most`);
      }
      const webhook = { ...fields, id: String(next) };
      next += 1;
      all.set(webhook.id, webhook);
      return webhook;
    },
    replace(webhook) {
      refuseSecond(webhook, webhook.id);
      all.set(webhook.id, webhook);
      return webhook;
    },
    remove: (id) => void all.delete(id),
    byId: (id) => all.get(id),
    of,
    on: (itemIds) => [...all.values()].filter(({ target }) => itemIds.includes(target.id)),
  };
}
