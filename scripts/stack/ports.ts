import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { parseListen, type Config } from '../../src/config.js';

/**
 * Where ports are looked for: below those that Linux (from 32768) and macOS (from 49152) give to outgoing connections,
 * so that none of these takes one between here and its use, or while what listens there is being restarted.
 */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/**
 * A port of this machine's own that nothing listens on, and that no other process is given here as long as this one
 * lives. Throws when all are taken.
 */
export async function freePort(): Promise<number> {
  const start = Math.floor(Math.random() * PORTS);
  for (let tried = 0; tried < PORTS; tried += 1) {
    const port = FIRST_PORT + ((start + tried) % PORTS);
    const held = await hold(port);
    if (!held) continue;
    const error = await tryListening(port, '127.0.0.1');
    if (error === null) return port;
    held.close();
    if (!isTaken(error)) throw error;
  }
  throw new Error(`Every port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} is taken: end what listens there`);
}

/**
 * Takes a port's number for this process, by its UDP side, which nothing here needs and nobody else can take then; null
 * when it is taken.
 */
function hold(port: number): Promise<Socket | null> {
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

/** Listens at a port and lets go of it again; answers why it could not, null when it could. */
function tryListening(port: number, host: string): Promise<NodeJS.ErrnoException | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

/** By somebody else, or kept from us by the system. */
const isTaken = (error: NodeJS.ErrnoException): boolean => error.code === 'EADDRINUSE' || error.code === 'EACCES';

/** Throws, naming the variable that changes it, when a port is in use. */
export async function requireFree(port: number, what: string, variable: string, host = '127.0.0.1'): Promise<void> {
  const error = await tryListening(port, host);
  if (error === null) return;
  const problem = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be had at ${host} (${error.message})`;
  throw new Error(`Port ${port} for ${what} ${problem}: set ${variable} to another one`);
}

/** The parts of what BOXWARD_LISTEN says. Throws when it names no port, or leaves it to chance. */
export function listenOf(text: string): Config['listen'] {
  const parsed = parseListen(text);
  if (!parsed?.port) throw new Error(`BOXWARD_LISTEN must end in a port, not "${text}"`);
  return parsed;
}

/** Where this machine reaches what listens at `listen`; what listens at every address is reached at the local one. */
export function localUrl(listen: string): string {
  const { host, port } = listenOf(listen);
  const at = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${at.includes(':') ? `[${at}]` : at}:${port}`;
}
