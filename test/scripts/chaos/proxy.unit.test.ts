import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProxy, type Proxy } from '../../../scripts/chaos/proxy.js';
import { freePort } from '../../../scripts/stack/ports.js';

let echo: Server;
let proxy: Proxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => void socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startProxy(await freePort(), (echo.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.close();
  echo.close();
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Sends a text and returns what comes back; null if nothing does within a moment. */
async function echoOf(socket: Socket, text: string, withinMs = 300): Promise<string | null> {
  socket.write(text);
  const late = new Promise<null>((resolve) => setTimeout(resolve, withinMs, null));
  const piece = once(socket, 'data').then(([data]) => String(data));
  return Promise.race([piece, late]);
}

describe('a proxy between two processes', () => {
  it('forwards both ways, and ends one side when the other ends', async () => {
    const socket = await open();
    expect(await echoOf(socket, 'hello')).toBe('hello');
    socket.end();
    await once(socket, 'close');
  });

  it('refuses and resets connections, and lets them in again afterwards', async () => {
    const before = await open();
    const lost = new Promise((resolve) => before.on('error', () => undefined).once('close', resolve));
    await proxy.disturb({ kind: 'refuse' });
    await lost;
    await expect(open()).rejects.toThrow('ECONNREFUSED');
    await proxy.disturb({ kind: 'none' });
    expect(await echoOf(await open(), 'again')).toBe('again');
  });

  it('holds bytes back while it stalls, and delivers them afterwards', async () => {
    const socket = await open();
    await proxy.disturb({ kind: 'stall' });
    expect(await echoOf(socket, 'later')).toBeNull();
    const arrived = once(socket, 'data');
    await proxy.disturb({ kind: 'none' });
    expect(String((await arrived)[0])).toBe('later');
  });

  it('swallows everything in a black hole, for ever, but for connections opened afterwards', async () => {
    const before = await open();
    expect(await echoOf(before, 'first')).toBe('first');
    await proxy.disturb({ kind: 'blackHole' });
    const during = await open();
    expect(await echoOf(before, 'lost')).toBeNull();
    await proxy.disturb({ kind: 'none' });
    expect(await echoOf(before, 'lost')).toBeNull();
    expect(await echoOf(during, 'lost')).toBeNull();
    expect(before.destroyed).toBe(false);
    expect(await echoOf(await open(), 'new')).toBe('new');
  });
});
