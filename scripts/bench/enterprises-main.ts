/**
 * Many enterprises at one address: a deployment has one address of Box, and a simulator has one enterprise. Each has a
 * simulator of its own in this process, and an id of its own; a request's code or token says to whose enterprise it belongs.
 *
 * Arguments: the port and the number of enterprises. Below /e/<n>/ is the simulator with that number; the consent page
 * there makes its codes known. GET /_bench/calls returns the calls to Box so far by method and path.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { buildServer } from '../../simulator/server.js';
import { createState } from '../../simulator/start.js';
import { readBody, rewriteEnterprise, secretsIn } from '../bench-fairness/routing.js';
import { codeIn, enterprisePath, routeOf } from './enterprise-paths.js';

const USERS = 3;
const FILES = 10;

const [port, count] = process.argv.slice(2).map(Number);
const apps: FastifyInstance[] = [];
for (let index = 0; index < (count ?? 1); index += 1) {
  // Box does not limit the rate here: what is measured is what happens without work.
  const size = { users: USERS, files: FILES, seed: index + 1, rateLimitPerMinute: 1_000_000_000 };
  apps.push(await buildServer(createState(size)));
}
const owners = new Map<string, number>();
const calls = new Map<string, number>();

createServer((incoming, outgoing) => {
  answer(incoming)
    .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body))
    .catch(() => outgoing.destroy());
}).listen(port, '127.0.0.1');

async function answer(incoming: IncomingMessage) {
  const url = incoming.url ?? '/';
  if (url === '/_bench/calls') return json(Object.fromEntries(calls));
  const sent = await readBody(incoming);
  const own = enterprisePath(url);
  if (own) {
    const response = await inject(own.enterprise, incoming, own.path, sent);
    const code = codeIn(response.headers['location'] ?? '');
    if (code !== null) owners.set(code, own.enterprise);
    return response;
  }
  const route = routeOf(incoming.method ?? 'GET', url);
  calls.set(route, (calls.get(route) ?? 0) + 1);
  const isTokenCall = url.startsWith('/oauth2/');
  const bearer = incoming.headers.authorization?.replace(/^Bearer /, '') ?? '';
  const keys = isTokenCall ? secretsIn(sent.toString()) : [bearer];
  const owner = keys.map((key) => owners.get(key)).find((each) => each !== undefined) ?? 0;
  const response = await inject(owner, incoming, url, sent);
  if (isTokenCall) for (const key of secretsIn(response.body.toString())) owners.set(key, owner);
  const body = Buffer.from(rewriteEnterprise(response.body.toString(), owner));
  return { ...response, headers: { ...response.headers, 'content-length': String(body.length) }, body };
}

async function inject(enterprise: number, { method, headers }: IncomingMessage, url: string, payload: Buffer) {
  const app = apps[enterprise];
  if (!app) throw new Error(`There is no enterprise ${enterprise}`);
  const response = await app.inject({
    method: method === 'POST' ? 'POST' : method === 'DELETE' ? 'DELETE' : 'GET',
    url,
    headers,
    payload,
  });
  const answered = { ...response.headers };
  delete answered['transfer-encoding'];
  return { status: response.statusCode, headers: answered, body: response.rawPayload };
}

function json(value: unknown) {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}
