import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { parseListen, type Config } from '../../src/config.js';

/**
 * Ports are taken from below the ranges that Linux (from 32768) and macOS (from 49152) use for outgoing connections, so
 * that none of those takes a port before it is used, or while its server restarts.
 */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/**
 * A local port that is free, and reserved for this process until it ends: `freePort` in another process does not return
 * it. Throws when all are taken.
 */
export async function freePort(): Promise<number> {
  const start = Math.floor(Math.random() * PORTS);
  for (let tried = 0; tried < PORTS; tried += 1) {
    const port = FIRST_PORT + ((start + tried) % PORTS);
    const reservation = await reserve(port);
    if (!reservation) continue;
    const error = await tryListening(port, '127.0.0.1');
    if (error === null) return port;
    reservation.close();
    if (!isTaken(error)) throw error;
  }
  throw new Error(`All ports from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} are taken: stop some of their servers`);
}

/** Reserves a port by binding its UDP side, which nothing here uses; null if another process has bound it. */
function reserve(port: number): Promise<Socket | null> {
  const socket = createSocket('udp4').unref();
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      if (isTaken(error)) resolve(null);
      else reject(error);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket));
  });
}

/** Listens on a port for a moment; returns the error if that fails. */
function tryListening(port: number, host: string): Promise<NodeJS.ErrnoException | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

/** In use, or reserved by the system. */
const isTaken = (error: NodeJS.ErrnoException): boolean => error.code === 'EADDRINUSE' || error.code === 'EACCES';

/** Throws if a port is in use, with the variable that changes it. */
export async function requireFree(port: number, what: string, variable: string, host = '127.0.0.1'): Promise<void> {
  const error = await tryListening(port, host);
  if (error === null) return;
  const problem = error.code === 'EADDRINUSE' ? 'is in use' : `is not available at ${host} (${error.message})`;
  throw new Error(`Port ${port} for ${what} ${problem}: set ${variable} to another one`);
}

/** Parses BOXWARD_LISTEN. Throws if it has no port, or port 0. */
export function listenOf(text: string): Config['listen'] {
  const parsed = parseListen(text);
  if (!parsed?.port) throw new Error(`BOXWARD_LISTEN must end in a port, not "${text}"`);
  return parsed;
}

/** The URL of a server that listens at `listen`, from this machine; 0.0.0.0 and :: become the loopback address. */
export function localUrl(listen: string): string {
  const { host, port } = listenOf(listen);
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
