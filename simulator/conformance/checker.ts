/** Checks API responses against Box's OpenAPI description. */
import { z } from 'zod';
import { toJsonSchema } from './json-schema.js';
import { applyCorrections } from './known-faults.js';

/** A response with a JSON body. `path` is the path of the request without the query, such as "/2.0/files/1". */
export interface ApiResponse {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** The result of checking a response. */
export interface CheckResult {
  /** "METHOD /path/{template}"; the path itself for an endpoint that is not described. */
  readonly endpoint: string;
  /** Empty for a valid response. */
  readonly complaints: readonly string[];
}

/** Checks a response. Returns null for a 404 or 405 of an endpoint that is not described. */
export type Checker = (response: ApiResponse) => CheckResult | null;

const description = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()).optional() })),
      }),
    ),
  ),
});
type Paths = z.infer<typeof description>['paths'];

const ROOT = 'https://box.example/description';
const MAX_COMPLAINTS = 5;

/** A checker for a parsed OpenAPI description. Throws if it is not one, or if a known fault does not apply to it. */
export async function createChecker(openapi: unknown): Promise<Checker> {
  // Imported dynamically: a simulator without checks does not need these packages.
  const [{ Ajv }, formats] = await Promise.all([import('ajv'), import('ajv-formats')]);
  const { paths } = description.parse(openapi);
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  formats.default.default(ajv);
  // Formats of Box's own, for which there is no rule.
  for (const name of ['token', 'digest', 'urn', 'timezone', '<width>x<height>', 'jwt']) ajv.addFormat(name, true);
  ajv.addSchema(z.record(z.string(), z.unknown()).parse(toJsonSchema(applyCorrections(openapi))), ROOT);
  const find = templates(paths);
  const validators = new Map<string, ReturnType<typeof ajv.compile> | null>();

  /** The validator of a response; null if no JSON body is described. */
  function validator(template: string, method: string, status: number) {
    const key = `${method} ${template} ${status}`;
    const cached = validators.get(key);
    if (cached !== undefined) return cached;
    const responses = paths[template]?.[method]?.responses ?? {};
    const responseKey = String(status) in responses ? String(status) : 'default';
    const isJson = responses[responseKey]?.content?.['application/json'] !== undefined;
    const at = ['paths', template, method, 'responses', responseKey, 'content', 'application/json', 'schema'];
    const compiled = isJson ? ajv.compile({ $ref: `${ROOT}#/${at.map(escapePointer).join('/')}` }) : null;
    validators.set(key, compiled);
    return compiled;
  }

  return ({ method: upperMethod, path, status, body }) => {
    const method = upperMethod.toLowerCase();
    const described = find(path.replace(/^\/2\.0/, '')).filter((template) => paths[template]?.[method] !== undefined);
    const [first] = described;
    if (first === undefined) {
      const complaints = ['is an endpoint that Box does not describe'];
      return status === 404 || status === 405 ? null : { endpoint: `${upperMethod} ${path}`, complaints };
    }
    const endpoint = `${upperMethod} ${first}`;
    const all = described.flatMap((template) => validator(template, method, status) ?? []);
    if (all.length === 0) return { endpoint, complaints: ['has a JSON body, but none is described'] };
    if (all.some((valid) => valid(body))) return { endpoint, complaints: [] };
    return { endpoint, complaints: complaintsOf(all[0]?.errors ?? []) };
  };
}

/**
 * Returns a function that finds the templates of a path. Variants such as "/files/{file_id}#add_shared_link" come last.
 */
function templates(paths: Paths): (path: string) => readonly string[] {
  const all = Object.keys(paths)
    .map((template) => ({ template, parts: (template.split('#')[0] ?? '').split('/') }))
    .sort((a, b) => variables(a.parts) - variables(b.parts) || a.template.length - b.template.length);
  const byShape = new Map<string, typeof all>();
  for (const each of all) byShape.set(shape(each.parts), [...(byShape.get(shape(each.parts)) ?? []), each]);
  return (path) => {
    const parts = path.split('/');
    const matching = (byShape.get(shape(parts)) ?? []).filter((each) =>
      each.parts.every((part, i) => part.startsWith('{') || part === parts[i]),
    );
    const best = matching[0]?.template.split('#')[0];
    return matching.flatMap(({ template }) => (template.split('#')[0] === best ? [template] : []));
  };
}

const variables = (parts: readonly string[]): number => parts.filter((part) => part.startsWith('{')).length;
const shape = (parts: readonly string[]): string => `${parts[1] ?? ''}/${parts.length}`;
const escapePointer = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The distinct complaints. List entries are not distinguished; errors of "if" repeat those of its branch. */
function complaintsOf(errors: readonly { keyword: string; instancePath: string; message?: string; params: object }[]) {
  const texts = errors
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message, params }) => {
      const allowed = 'allowedValues' in params ? ` (${JSON.stringify(params.allowedValues).slice(0, 200)})` : '';
      return `${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*') || 'the body'} ${message ?? 'is wrong'}${allowed}`;
    });
  return [...new Set(texts)].slice(0, MAX_COMPLAINTS);
}
