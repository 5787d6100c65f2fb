/** Draws faults of the simulator from the schema of its requests, so that every kind which the simulator learns is drawn. */
import { z } from 'zod';
import { faultRequest } from '../../simulator/controls/fault-request.js';
import type { Draw } from './draw.js';
import type { Fault } from './plan.js';

const property = z.looseObject({
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.unknown().optional(),
});
const variant = z.looseObject({
  properties: z.record(z.string(), property),
  required: z.array(z.string()).optional(),
});
type Variant = z.infer<typeof variant>;
type Property = z.infer<typeof property>;

/** Fields that select requests. A fault has one of them at most: with several it would hit hardly anything. */
const SELECTORS = ['route', 'at', 'asUser', 'stream'];
const ROUTES = [
  '/items',
  '/2.0/events',
  '/2.0/users',
  '/oauth2/token',
  '/collaborations',
  'GET /2.0/files',
  'GET /2.0/folders',
];
/** Fields that a drawn fault never has: the blow ends the fault, and users and items are not known before the round. */
const UNUSED = ['forMs', 'userId', 'itemId', 'code'];
/** Shares of the requests; 1 hits them all. */
const RATES = [1, 1, 0.5, 0.2, 0.08];
/** Statuses of proxies and of Box. */
const STATUSES = [400, 401, 403, 404, 405, 407, 408, 409, 410, 412, 423, 429, 451, 500, 502, 503, 504];

/** The variants of the request by kind. */
const VARIANTS = variants();
/** Every kind of fault of the simulator. */
export const FAULT_KINDS: readonly string[] = VARIANTS.flatMap(({ kinds }) => kinds);

/** A fault of a kind. Throws if the schema of this kind has a required field that it does not know. */
export function drawFault(draw: Draw, kind: string): Fault {
  const found = VARIANTS.find(({ kinds }) => kinds.includes(kind));
  if (!found) throw new Error(`The simulator has no fault "${kind}"`);
  const { properties, required = [] } = found.schema;
  const selectors = SELECTORS.filter((name) => name in properties);
  const selector = draw.chance(0.7) && selectors.length > 0 ? draw.pick(selectors) : null;
  const fields = Object.entries(properties).flatMap(([name, schema]): [string, unknown][] => {
    const isSkipped = name === 'kind' || UNUSED.includes(name) || (SELECTORS.includes(name) && name !== selector);
    const value = isSkipped ? undefined : valueOf(draw, name, schema);
    if (value === undefined && name !== 'kind' && required.includes(name)) {
      throw new Error(`The fault "${kind}" needs "${name}": draw a value for it in scripts/chaos/draw-fault.ts`);
    }
    return value === undefined ? [] : [[name, value]];
  });
  return { kind, ...Object.fromEntries(fields) };
}

/** A value of a field; undefined leaves it out. */
function valueOf(draw: Draw, name: string, schema: Property): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return draw.pick(schema.enum);
  if (schema.type === 'boolean') return draw.chance(0.5);
  switch (name) {
    case 'route':
      return draw.pick(ROUTES);
    case 'rate':
      return draw.pick(RATES);
    case 'status':
      return draw.pick(STATUSES);
    case 'seed':
      return draw.int(1, 1_000_000);
    case 'count':
      return draw.chance(0.4) ? draw.int(1, 8) : undefined;
    case 'ms':
      return draw.int(1, 8) * 500;
    default:
      return undefined;
  }
}

function variants(): { readonly kinds: readonly string[]; readonly schema: Variant }[] {
  const { oneOf, anyOf } = z
    .object({ oneOf: z.array(variant).optional(), anyOf: z.array(variant).optional() })
    .parse(z.toJSONSchema(faultRequest, { io: 'input' }));
  return (oneOf ?? anyOf ?? []).map((schema) => ({ kinds: kindsOf(schema), schema }));
}

function kindsOf({ properties: { kind } }: Variant): string[] {
  return z.array(z.string()).parse(kind?.enum ?? [kind?.const]);
}
