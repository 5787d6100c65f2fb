/** The registered webhooks, by the rules of Box's guide to webhooks V2. */
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

/** All webhooks of the app. */
export interface Webhooks {
  /** Throws 409 for a user's second webhook on an item, 403 for a user's 1,001st webhook. */
  add(webhook: Omit<Webhook, 'id'>): Webhook;
  /** Replaces the webhook with the same id. Throws 409 if the user has another one on its item. */
  replace(webhook: Webhook): Webhook;
  remove(id: string): void;
  byId(id: string): Webhook | undefined;
  of(userId: string): Webhook[];
  /** All users' webhooks on any of these items. */
  on(itemIds: readonly string[]): Webhook[];
}

const MAX_PER_USER = 1_000;
const FIRST_ID = 3_000_000;

/**
 * A registry without webhooks. The simulator has one app, so Box's limits per app and user are limits per user here.
 */
export function createWebhooks(): Webhooks {
  const all = new Map<string, Webhook>();
  let next = FIRST_ID;

  const of = (userId: string): Webhook[] => [...all.values()].filter(({ creatorId }) => creatorId === userId);

  function assertOnlyOne({ creatorId, target }: Omit<Webhook, 'id'>, exceptId?: string): void {
    const exists = of(creatorId).some(
      ({ id, target: other }) => id !== exceptId && other.id === target.id && other.type === target.type,
    );
    if (exists) throw new ClientError(409, 'conflict', 'Webhook already exists on the specified item');
  }

  return {
    add(fields) {
      assertOnlyOne(fields);
      if (of(fields.creatorId).length >= MAX_PER_USER) {
        throw new ClientError(403, 'forbidden', `A user can have at most ${MAX_PER_USER} webhooks`);
      }
      const webhook = { ...fields, id: String(next) };
      next += 1;
      all.set(webhook.id, webhook);
      return webhook;
    },
    replace(webhook) {
      assertOnlyOne(webhook, webhook.id);
      all.set(webhook.id, webhook);
      return webhook;
    },
    remove: (id) => void all.delete(id),
    byId: (id) => all.get(id),
    of,
    on: (itemIds) => [...all.values()].filter(({ target }) => itemIds.includes(target.id)),
  };
}
