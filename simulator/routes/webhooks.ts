/** Webhooks V2, and their deliveries. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../box/auth/caller.js';
import { parseBody } from '../box/http/body.js';
import { badRequest, notFound } from '../box/http/errors.js';
import { type PageQuery, paginate } from '../box/http/paging.js';
import { getVisibleItem } from '../box/sharing/item-access.js';
import type { SimUser } from '../enterprise/model.js';
import { userById } from '../enterprise/world/users.js';
import type { State } from '../state.js';
import { boxTime } from '../time/box-time.js';
import { notificationsFor } from '../webhooks/notifications.js';
import { createWebhooks, type Webhook } from '../webhooks/registry.js';
import { createWebhookSender } from '../webhooks/sender.js';
import { type Trigger, TRIGGERS } from '../webhooks/triggers.js';

const target = z.object({ type: z.enum(['file', 'folder']), id: z.string() });
const created = z.object({ target, address: z.string(), triggers: z.array(z.enum(TRIGGERS)).min(1) });
const changed = created.partial();
interface ById {
  Params: { id: string };
}

/** Registers `/webhooks` and `/_sim/webhooks/deliveries`. */
export function webhookRoutes(app: FastifyInstance, state: State): void {
  const { world, settings, clock, events } = state;
  const webhooks = createWebhooks();
  const sender = createWebhookSender(world.size.seed, clock, settings, (id) => webhooks.byId(id) !== undefined);
  events.subscribe((event, input) => {
    for (const notification of notificationsFor(world, webhooks, event, input)) sender.send(notification);
  });
  app.addHook('onClose', async () => sender.close());

  app.get<{ Querystring: PageQuery }>('/2.0/webhooks', (request) => {
    const { user } = authenticate(state, request);
    return paginate(webhooks.of(user.id), request.query, ({ id, target }) => ({ id, type: 'webhook', target }), true);
  });

  app.post('/2.0/webhooks', (request, reply) => {
    const { user } = authenticate(state, request);
    const fields = parseBody(created, request.body);
    assertValid(user, fields);
    return reply.code(201).send(view(webhooks.add({ ...fields, creatorId: user.id, createdAt: clock.now() })));
  });

  app.get<ById>('/2.0/webhooks/:id', (request) =>
    view(getOwnWebhook(authenticate(state, request).user, request.params.id)),
  );

  app.put<ById>('/2.0/webhooks/:id', (request) => {
    const { user } = authenticate(state, request);
    const before = getOwnWebhook(user, request.params.id);
    const change = parseBody(changed, request.body);
    const after: Webhook = {
      ...before,
      target: change.target ?? before.target,
      address: change.address ?? before.address,
      triggers: change.triggers ?? before.triggers,
    };
    assertValid(user, after);
    return view(webhooks.replace(after));
  });

  app.delete<ById>('/2.0/webhooks/:id', (request, reply) => {
    webhooks.remove(getOwnWebhook(authenticate(state, request).user, request.params.id).id);
    return reply.code(204).send();
  });

  app.get('/_sim/webhooks/deliveries', () => sender.deliveries);

  function getOwnWebhook(user: SimUser, id: string): Webhook {
    const webhook = webhooks.byId(id);
    if (webhook?.creatorId !== user.id) throw notFound();
    return webhook;
  }

  /** Throws Box's error for an invalid target, address or trigger. */
  function assertValid(user: SimUser, webhook: Pick<Webhook, 'target' | 'address' | 'triggers'>): void {
    if (webhook.target.id === '0') throw badRequest('bad_request', 'Webhooks cannot be created on the root folder');
    getVisibleItem(state, user, webhook.target.type, webhook.target.id);
    if (!isAddress(webhook.address)) throw badRequest('bad_request', 'address must be a public https address');
    const wrong = webhook.target.type === 'file' ? webhook.triggers.find(isFolderTrigger) : undefined;
    if (wrong) throw badRequest('bad_request', `${wrong} can only be set on a folder`);
  }

  function isAddress(text: string): boolean {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, port } = new URL(text);
    if (settings.allowInsecureWebhooks && (hostname === '127.0.0.1' || hostname === 'localhost')) return true;
    return protocol === 'https:' && port === '' && !/(^|\.)box\.com$/.test(hostname);
  }

  function view({ id, target, creatorId, createdAt, address, triggers }: Webhook): Record<string, unknown> {
    const creator = userById(world, creatorId);
    const created_by = { type: 'user', id: creatorId, name: creator?.name ?? '', login: creator?.login ?? '' };
    return { id, type: 'webhook', target, created_by, created_at: boxTime(createdAt), address, triggers };
  }
}

/** Whether a trigger is only valid on folders, by Box's guide. */
const isFolderTrigger = (trigger: Trigger): boolean => /^(FILE\.UPLOADED|FOLDER\.|COLLABORATION\.)/.test(trigger);
