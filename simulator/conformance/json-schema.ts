/** OpenAPI 3.0's schemas in the words of JSON Schema. */

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Says nothing about what is valid. */
const WORDS = new Set(['description', 'example', 'examples', 'discriminator', 'externalDocs', 'deprecated', 'default']);

/**
 * The whole description, its schemas as JSON Schema: `nullable` as a type (also where Box writes it beside a reference,
 * inside `allOf`), and "one of" objects that differ by their `type` as a choice by that, so that a complaint names the
 * property and not the branch.
 */
export function toJsonSchema(description: unknown): unknown {
  return convert(description, false);

  /** `named` are the members of a map by name, where a key such as "default" is a name and no keyword. */
  function convert(node: unknown, named: boolean): unknown {
    if (Array.isArray(node)) return node.map((each) => convert(each, false));
    if (!isNode(node)) return node;
    const kept = Object.entries(node).filter(
      ([key]) => named || (!WORDS.has(key) && !key.startsWith('x-') && key !== 'nullable'),
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

  /** What values the `type` property of a schema may have; none when it does not say. */
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

/** Box writes `nullable` on a schema, or on a member of its `allOf` that holds nothing else. */
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
