import { createServer } from 'node:net';

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

/** The parts of what BOXWARD_LISTEN says: host:port, or a port alone at 127.0.0.1. Throws when there is no port. */
export function parseListen(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', port] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  if (!Number(port) || Number(port) > 65_535) throw new Error(`BOXWARD_LISTEN must end in a port, not "${text}"`);
  return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
}

/** Where this machine reaches what listens at `listen`; what listens at every address is reached at the local one. */
export function localUrl(listen: string): string {
  const { host, port } = parseListen(listen);
  const at = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${at.includes(':') ? `[${at}]` : at}:${port}`;
}
