/** Answers held against Box's description of its API. */
import { z } from 'zod';
import { toJsonSchema } from './json-schema.js';
import { applyCorrections } from './known-faults.js';

/** An answer with a JSON body; `path` is that of the request without its query, e.g. "/2.0/files/1". */
export interface ApiResponse {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** What the description says of an answer. */
export interface CheckResult {
  /** "METHOD /path/{template}", or the path itself where nothing is described. */
  readonly endpoint: string;
  /** Empty when the answer agrees. */
  readonly complaints: readonly string[];
}

/** Holds one answer against the description; null for what Box has no such endpoint for, and says so with a 404. */
export type Checker = (answer: ApiResponse) => CheckResult | null;

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
const MOST_COMPLAINTS = 5;

/** A checker by a parsed OpenAPI description. Throws when it is none, or not the one that the known faults are of. */
export async function createChecker(openapi: unknown): Promise<Checker> {
  // Loaded here, so that a simulator that checks nothing does not need them.
  const [{ Ajv }, formats] = await Promise.all([import('ajv'), import('ajv-formats')]);
  const { paths } = description.parse(openapi);
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  formats.default.default(ajv);
  // Names of Box's own, without a rule.
  for (const name of ['token', 'digest', 'urn', 'timezone', '<width>x<height>', 'jwt']) ajv.addFormat(name, true);
  ajv.addSchema(z.record(z.string(), z.unknown()).parse(toJsonSchema(applyCorrections(openapi))), ROOT);
  const find = templates(paths);
  const validators = new Map<string, ReturnType<typeof ajv.compile> | null>();

  /** Null where no JSON body is described. */
  function validator(template: string, method: string, status: number) {
    const key = `${method} ${template} ${status}`;
    const known = validators.get(key);
    if (known !== undefined) return known;
    const responses = paths[template]?.[method]?.responses ?? {};
    const said = String(status) in responses ? String(status) : 'default';
    const isJson = responses[said]?.content?.['application/json'] !== undefined;
    const at = ['paths', template, method, 'responses', said, 'content', 'application/json', 'schema'];
    const made = isJson ? ajv.compile({ $ref: `${ROOT}#/${at.map(escapePointer).join('/')}` }) : null;
    validators.set(key, made);
    return made;
  }

  return ({ method: written, path, status, body }) => {
    const method = written.toLowerCase();
    const described = find(path.replace(/^\/2\.0/, '')).filter((template) => paths[template]?.[method] !== undefined);
    const [first] = described;
    if (first === undefined) {
      const complaints = ['is an endpoint that Box does not describe'];
      return status === 404 || status === 405 ? null : { endpoint: `${written} ${path}`, complaints };
    }
    const endpoint = `${written} ${first}`;
    const all = described.flatMap((template) => validator(template, method, status) ?? []);
    if (all.length === 0) return { endpoint, complaints: ['has a JSON body, and none is described'] };
    if (all.some((valid) => valid(body))) return { endpoint, complaints: [] };
    return { endpoint, complaints: complaintsOf(all[0]?.errors ?? []) };
  };
}

/** Finds the templates of a path, variants such as "/files/{file_id}#add_shared_link" last. */
function templates(paths: Paths): (path: string) => readonly string[] {
  const all = Object.keys(paths)
    .map((template) => ({ template, parts: (template.split('#')[0] ?? '').split('/') }))
    .sort((a, b) => variables(a.parts) - variables(b.parts) || a.template.length - b.template.length);
  const byShape = new Map<string, typeof all>();
  for (const each of all) byShape.set(shape(each.parts), [...(byShape.get(shape(each.parts)) ?? []), each]);
  return (path) => {
    const parts = path.split('/');
    const fitting = (byShape.get(shape(parts)) ?? []).filter((each) =>
      each.parts.every((part, i) => part.startsWith('{') || part === parts[i]),
    );
    const best = fitting[0]?.template.split('#')[0];
    return fitting.flatMap(({ template }) => (template.split('#')[0] === best ? [template] : []));
  };
}

const variables = (parts: readonly string[]): number => parts.filter((part) => part.startsWith('{')).length;
const shape = (parts: readonly string[]): string => `${parts[1] ?? ''}/${parts.length}`;
const escapePointer = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Each complaint once, entries of lists not told apart; "if" says nothing that its branch does not. */
function complaintsOf(errors: readonly { keyword: string; instancePath: string; message?: string; params: object }[]) {
  const texts = errors
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message, params }) => {
      const allowed = 'allowedValues' in params ? ` (${JSON.stringify(params.allowedValues).slice(0, 200)})` : '';
      return `${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*') || 'the body'} ${message ?? 'is wrong'}${allowed}`;
    });
  return [...new Set(texts)].slice(0, MOST_COMPLAINTS);
}
