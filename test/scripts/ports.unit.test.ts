import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/stack/ports.js';

/** Where Linux lists the range of ports for outgoing connections. */
const EPHEMERAL = '/proc/sys/net/ipv4/ip_local_port_range';

describe('a free port', () => {
  it('can be listened on', async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
  });

  it('is returned only once, even before anything listens on it', async () => {
    const ports: number[] = [];
    // 600 ports chosen at random from 10,000 would all differ about once in 90 million runs.
    for (let count = 0; count < 600; count += 1) ports.push(await freePort());
    expect(new Set(ports).size).toBe(600);
  });

  it('is reserved against other processes while this one runs', async () => {
    const bind = `require('node:dgram').createSocket('udp4')
      .on('error', ({ code }) => console.log(code))
      .bind({ port: ${await freePort()}, address: '127.0.0.1', exclusive: true }, function () { this.close(); });`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', bind]);
    expect(stdout.trim()).toBe('EADDRINUSE');
  });

  it('is outside the range for outgoing connections', async (context) => {
    const range = await readFile(EPHEMERAL, 'utf8').catch(() => null);
    if (range === null) return context.skip(`SKIPPED: this system has no ${EPHEMERAL}`);
    const [first = 0] = range.split(/\s+/).map(Number);
    if (first < 30_000) return context.skip(`SKIPPED: this system uses ports from ${first} for outgoing connections`);
    expect(await freePort()).toBeLessThan(first);
  });
});
