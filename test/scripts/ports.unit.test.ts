import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/stack/ports.js';

/** What Linux tells of the ports that it gives to outgoing connections. */
const EPHEMERAL = '/proc/sys/net/ipv4/ip_local_port_range';

describe('a free port', () => {
  it('can be listened on', async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
  });

  it('is given once, though nothing listens on it yet', async () => {
    const ports: number[] = [];
    // By chance alone 600 of 10,000 would all differ once in some 90 million times.
    for (let given = 0; given < 600; given += 1) ports.push(await freePort());
    expect(new Set(ports).size).toBe(600);
  });

  it('is held against other processes as long as this one lives', async () => {
    const bind = `require('node:dgram').createSocket('udp4')
      .on('error', ({ code }) => console.log(code))
      .bind({ port: ${await freePort()}, address: '127.0.0.1', exclusive: true }, function () { this.close(); });`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', bind]);
    expect(stdout.trim()).toBe('EADDRINUSE');
  });

  it('is none that an outgoing connection could be given in between', async (context) => {
    const range = await readFile(EPHEMERAL, 'utf8').catch(() => null);
    if (range === null) return context.skip(`SKIPPED: there is no ${EPHEMERAL} here`);
    const [first = 0] = range.split(/\s+/).map(Number);
    if (first < 30_000) return context.skip(`SKIPPED: this system gives out ports from ${first} on`);
    expect(await freePort()).toBeLessThan(first);
  });
});
