import { createServer } from 'node:net';
import { parseListen, type Config } from '../../src/config.js';

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return address.port;
}

/** Throws, naming the variable that changes it, when a port is in use. */
export async function requireFree(port: number, what: string, variable: string, host = '127.0.0.1'): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const problem = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be had at ${host} (${error.message})`;
      reject(new Error(`Port ${port} for ${what} ${problem}: set ${variable} to another one`));
    });
    server.listen(port, host, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
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
