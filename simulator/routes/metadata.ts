/** Metadata of classifications: the template, and its instances on files and folders. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../box/auth/caller.js';
import { parseBody } from '../box/http/body.js';
import { badRequest, ClientError } from '../box/http/errors.js';
import { CLASSIFICATION_KEY, instanceView, isTemplate, templateView } from '../box/items/classification.js';
import { getUsableItem } from '../box/sharing/item-access.js';
import { actionTarget, perform, performOnItem } from '../commands/perform.js';
import { isLabel, type Label } from '../enterprise/labels.js';
import type { SimItem, SimUser } from '../enterprise/model.js';
import { findItem } from '../enterprise/world/items.js';
import type { State } from '../state.js';

interface Template {
  Params: { scope: string; template: string };
}
interface Instance {
  Params: { id: string; scope: string; template: string };
}

const createBody = z.object({ [CLASSIFICATION_KEY]: z.string().optional() });
const patchBody = z.array(
  z.object({ op: z.enum(['add', 'replace', 'test']), path: z.literal(`/${CLASSIFICATION_KEY}`), value: z.string() }),
);

/** Registers the template and its instances. */
export function metadataRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;
  // Box requires the media type of JSON Patch.
  app.addContentTypeParser(
    'application/json-patch+json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );

  app.get('/2.0/metadata_templates/enterprise', (request) => {
    authenticate(state, request);
    return { entries: [templateView(world)], limit: 100, next_marker: null, prev_marker: null };
  });
  app.get<Template>('/2.0/metadata_templates/:scope/:template/schema', (request) => {
    authenticate(state, request);
    assertTemplate(request.params);
    return templateView(world);
  });

  for (const type of ['file', 'folder'] as const) {
    const path = `/2.0/${type}s/:id/metadata/:scope/:template`;

    app.get<{ Params: { id: string } }>(`/2.0/${type}s/:id/metadata`, (request) => {
      const { user } = authenticate(state, request);
      const instance = instanceView(world, getUsableItem(state, user, type, request.params.id, 'preview'));
      return { entries: instance ? [instance] : [], limit: 100 };
    });

    app.get<Instance>(path, (request) => {
      const { item } = getTarget(request, 'preview');
      return instanceView(world, item) ?? throwNotFound();
    });

    app.post<Instance>(path, (request, reply) => {
      const { user, item } = getTarget(request, 'edit');
      const label = parseBody(createBody, request.body)[CLASSIFICATION_KEY];
      if (item.classification) {
        throw new ClientError(409, 'tuple_already_exists', 'Tuple already exists');
      }
      return reply.code(201).send(instanceView(world, classify(user, item, label ?? '')));
    });

    app.put<Instance>(path, (request) => {
      const { user, item } = getTarget(request, 'edit');
      if (!item.classification) throwNotFound();
      const operations = parseBody(patchBody, request.body);
      assertPatches(operations, item.classification.label);
      for (const { op, value } of operations) if (op !== 'test') classify(user, item, value);
      return instanceView(world, findItem(world, item.id) ?? item);
    });

    app.delete<Instance>(path, (request, reply) => {
      const { user, item } = getTarget(request, 'edit');
      if (!item.classification) throwNotFound();
      perform(state, { type: 'unclassify', as: user.id, ...actionTarget(item) });
      return reply.code(204).send();
    });

    function getTarget(request: FastifyRequest<Instance>, right: 'preview' | 'edit') {
      const { user } = authenticate(state, request);
      const item = getUsableItem(state, user, type, request.params.id, right);
      assertTemplate(request.params);
      return { user, item };
    }
  }

  function classify(user: SimUser, item: SimItem, label: string): SimItem {
    assertLabel(label);
    return performOnItem(state, { type: 'classify', as: user.id, ...actionTarget(item), label });
  }
}

/** Throws if an operation of a patch would fail. A patch applies as a whole or not at all. */
function assertPatches(operations: z.infer<typeof patchBody>, before: string | undefined): void {
  let label = before;
  for (const { op, value } of operations) {
    if (op === 'test' && label !== value) throw badRequest('bad_request', 'A test of the patch failed');
    if (op !== 'test') assertLabel(value);
    label = value;
  }
}

function assertLabel(label: string): asserts label is Label {
  if (!isLabel(label))
    throw badRequest('schema_validation_failed', `"${label}" is not an option of ${CLASSIFICATION_KEY}`);
}

function assertTemplate({ scope, template }: { readonly scope: string; readonly template: string }): void {
  if (!isTemplate(scope, template)) {
    throw new ClientError(404, 'instance_tuple_not_found', 'Template not found within type instance namespace');
  }
}

function throwNotFound(): never {
  throw new ClientError(404, 'instance_not_found', 'Instance not found');
}
