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

/** The parts of requests that faults are drawn for; the empty one stands for all. */
const ROUTES = [
  '', '', '/items', '/2.0/events', 'stream_type=admin_logs_streaming', 'stream_type=admin_logs&', '/2.0/users', '/oauth2/token',
  '/collaborations', 'GET /2.0/files', 'GET /2.0/folders',
]; // prettier-ignore
/** Shares of the requests; 1 hits them all. */
const RATES = [1, 1, 0.5, 0.2, 0.08];

/** The variants of the request by kind. */
const VARIANTS = variants();
/** Every kind of fault of the simulator. */
export const FAULT_KINDS: readonly string[] = VARIANTS.flatMap(({ kinds }) => kinds);

/** A fault of a kind. Throws if the schema of this kind has a required field that it does not know. */
export function drawFault(draw: Draw, kind: string): Fault {
  const found = VARIANTS.find(({ kinds }) => kinds.includes(kind));
  if (!found) throw new Error(`The simulator has no fault "${kind}"`);
  const { properties, required = [] } = found.schema;
  const fields = Object.entries(properties).flatMap(([name, schema]): [string, unknown][] => {
    if (name === 'kind') return [];
    const value = valueOf(draw, name, schema);
    if (value === undefined && required.includes(name) && !('default' in schema)) {
      throw new Error(`The fault "${kind}" needs "${name}": draw a value for it in scripts/chaos/draw-fault.ts`);
    }
    return value === undefined ? [] : [[name, value]];
  });
  return { kind, ...Object.fromEntries(fields) };
}

function valueOf(draw: Draw, name: string, schema: Property): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return draw.pick(schema.enum);
  switch (name) {
    case 'route':
      return draw.pick(ROUTES) || undefined;
    case 'rate':
      return draw.pick(RATES);
    case 'seed':
      return draw.int(1, 1_000_000);
    case 'count':
      return draw.chance(0.4) ? draw.int(1, 8) : undefined;
    case 'ms':
      return draw.int(1, 8) * 500;
    default:
      // Also the end of a fault, `forMs`: the blow ends it.
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
