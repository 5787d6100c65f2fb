/** A TCP proxy between two processes, which can refuse, reset, stall, swallow, delay and throttle their connections. */
import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { CUTS, SLOWNESS } from './plan.js';

/** What a proxy does to its connections. */
export type Disturbance =
  | { readonly kind: 'none' }
  | { readonly kind: (typeof CUTS)[number] }
  | { readonly kind: (typeof SLOWNESS)[number]; readonly amount: number };

/** A proxy in front of a local port. */
export interface Proxy {
  readonly port: number;
  readonly disturbance: Disturbance;
  /** Applies to the connections that are open and to new ones. */
  disturb(disturbance: Disturbance): Promise<void>;
  close(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket | null;
  /** Swallows everything from now on, also after the end of the blow. */
  isDead: boolean;
}

const HOST = '127.0.0.1';

/** Listens on `port` and forwards to `target`. */
export async function startProxy(port: number, target: number): Promise<Proxy> {
  let disturbance: Disturbance = { kind: 'none' };
  let ended: (() => void)[] = [];
  const links = new Set<Link>();
  let listener = await listen();

  async function listen(): Promise<Server> {
    // A half-closed connection stays half-closed until the other side ends it too.
    const server = createServer({ allowHalfOpen: true }, accept);
    server.listen(port, HOST);
    await once(server, 'listening');
    return server;
  }

  function accept(client: Socket): void {
    client.on('error', () => undefined);
    if (disturbance.kind === 'reset') return void client.resetAndDestroy();
    const isDead = disturbance.kind === 'blackHole';
    const server = isDead ? null : connect({ port: target, host: HOST, allowHalfOpen: true });
    const link: Link = { client, server, isDead };
    links.add(link);
    client.once('close', () => links.delete(link));
    if (!server) return void client.resume();
    server.on('error', () => client.destroy());
    server.once('close', () => link.isDead || client.destroy());
    client.once('close', () => server.destroy());
    void forward(link, client, server);
    void forward(link, server, client);
  }

  async function forward(link: Link, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const piece of from) {
        if (!Buffer.isBuffer(piece)) continue;
        await hold(piece.length);
        if (link.isDead) continue;
        if (!to.write(piece)) await once(to, 'drain');
      }
      if (!link.isDead) to.end();
    } catch {
      // One side is gone: end the other.
      if (!link.isDead) to.destroy();
    }
  }

  /** Waits as the disturbance demands. */
  async function hold(bytes: number): Promise<void> {
    if (disturbance.kind === 'delay') await wait(disturbance.amount);
    if (disturbance.kind === 'throttle') await wait((bytes / disturbance.amount) * 1_000);
    if (disturbance.kind === 'stall') await new Promise<void>((resolve) => ended.push(resolve));
  }

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      ended.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });

  async function disturb(next: Disturbance): Promise<void> {
    disturbance = next;
    const waiting = ended;
    ended = [];
    for (const resolve of waiting) resolve();
    if (next.kind === 'refuse') listener.close();
    else if (!listener.listening) listener = await listen();
    for (const link of links) {
      if (next.kind === 'refuse' || next.kind === 'reset') link.client.resetAndDestroy();
      if (next.kind === 'blackHole') link.isDead = true;
    }
  }

  return {
    port,
    get disturbance() {
      return disturbance;
    },
    disturb,
    async close() {
      await disturb({ kind: 'refuse' });
      for (const { client, server } of links) {
        client.destroy();
        server?.destroy();
      }
    },
  };
}
