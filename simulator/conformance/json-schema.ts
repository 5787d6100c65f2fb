/** Converts OpenAPI 3.0 schemas to JSON Schema. */

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords without effect on validation. */
const ANNOTATIONS = new Set([
  'description',
  'example',
  'examples',
  'discriminator',
  'externalDocs',
  'deprecated',
  'default',
]);

/**
 * Converts all schemas of a description. `nullable` becomes the type "null", also where Box writes it beside a
 * reference in `allOf`. A "one of" over objects with different `type`s becomes a choice by `type`, so that complaints
 * name the wrong property rather than the branch.
 */
export function toJsonSchema(description: unknown): unknown {
  return convert(description, false);

  /** With `named`, the keys of the node are names, and "default" is not a keyword. */
  function convert(node: unknown, named: boolean): unknown {
    if (Array.isArray(node)) return node.map((each) => convert(each, false));
    if (!isNode(node)) return node;
    const kept = Object.entries(node).filter(
      ([key]) => named || (!ANNOTATIONS.has(key) && !key.startsWith('x-') && key !== 'nullable'),
    );
    const plain = Object.fromEntries(
      kept.map(([key, value]) => [key, convert(value, !named && (key === 'properties' || key === 'responses'))]),
    );
    if (named) return plain;
    const chosen = byType(node, plain);
    return isNullable(node) ? orNull(chosen) : chosen;
  }

  function byType(node: Node, plain: Node): Node {
    if (!Array.isArray(node['oneOf']) || !Array.isArray(plain['oneOf'])) return plain;
    const types = node['oneOf'].map((branch) => typesOf(branch));
    const all = types.flat();
    if (types.some((each) => each.length === 0) || new Set(all).size < all.length) return plain;
    const { oneOf, ...rest } = plain;
    const branches = (oneOf as readonly unknown[]).map((branch, i) => ({
      if: { properties: { type: { enum: types[i] } } },
      then: branch,
    }));
    return {
      ...rest,
      allOf: [{ type: 'object', required: ['type'], properties: { type: { enum: all } } }, ...branches],
    };
  }

  /** The allowed values of a schema's `type` property; empty if it does not restrict them. */
  function typesOf(node: unknown): unknown[] {
    if (!isNode(node)) return [];
    if (typeof node['$ref'] === 'string') return typesOf(resolve(node['$ref']));
    const own = isNode(node['properties']) && isNode(node['properties']['type']) ? node['properties']['type'] : {};
    if (Array.isArray(own['enum'])) return own['enum'];
    return Array.isArray(node['allOf']) ? node['allOf'].flatMap(typesOf) : [];
  }

  function resolve(reference: string): unknown {
    return reference
      .split('/')
      .slice(1)
      .reduce<unknown>((node, name) => (isNode(node) ? node[name] : undefined), description);
  }
}

/** Box writes `nullable` on a schema, or as the only keyword of a member of its `allOf`. */
function isNullable(node: Node): boolean {
  if (typeof node['nullable'] === 'boolean') return node['nullable'];
  return Array.isArray(node['allOf']) && node['allOf'].some((each) => isNode(each) && each['nullable'] === true);
}

function orNull(schema: Node): Node {
  if (Object.keys(schema).length === 0) return schema;
  const { type, enum: values, ...rest } = schema;
  const isSimple = typeof type === 'string' && !['allOf', 'oneOf', 'anyOf', '$ref'].some((key) => key in rest);
  if (!isSimple) return { anyOf: [{ type: 'null' }, schema] };
  return {
    ...rest,
    type: [type, 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {}),
  };
}
