/**
 * One address for several simulators: a deployment has one address of Box, and a simulator has one enterprise. The router
 * knows by its token to whose enterprise a request belongs, and gives each enterprise an id of its own.
 */
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody, rewriteEnterprise, secretsIn } from './routing.js';

/** A running router. */
export interface Router {
  readonly url: string;
  /** Tells to which simulator a consent code belongs. */
  learn(code: string, simulator: number): void;
  close(): Promise<void>;
}

/** Starts the router on a free port. `simulators` are addresses. */
export async function startRouter(simulators: readonly string[]): Promise<Router> {
  const owners = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    route(incoming)
      .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body))
      .catch(() => outgoing.destroy());
  });

  async function route(incoming: IncomingMessage) {
    const sent = await readBody(incoming);
    const bearer = incoming.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const isTokenCall = incoming.url?.startsWith('/oauth2/') === true;
    const keys = isTokenCall ? secretsIn(sent.toString()) : [bearer];
    const owner = keys.map((key) => owners.get(key)).find((each) => each !== undefined) ?? 0;
    const response = await forward(incoming, simulators[owner] ?? '', sent);
    const received = await readBody(response);
    if (isTokenCall) for (const key of secretsIn(received.toString())) owners.set(key, owner);
    const body = Buffer.from(rewriteEnterprise(received.toString(), owner));
    // The length may have changed; Node computes it.
    const headers = { ...response.headers, 'content-length': String(body.length) };
    delete headers['transfer-encoding'];
    return { status: response.statusCode ?? 502, headers, body };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    learn: (code, simulator) => owners.set(code, simulator),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward({ method, url, headers }: IncomingMessage, origin: string, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${origin}${url ?? ''}`,
      { method, headers: { ...headers, host: new URL(origin).host } },
      resolve,
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
