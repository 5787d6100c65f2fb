import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startProxy, type Proxy } from '../../scripts/chaos/proxy.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { freePort } from '../../scripts/stack/ports.js';
import { createTemporalClient } from '../../src/temporal/client.js';
import { createLastingConnection } from '../../src/temporal/lasting-connection.js';

const TIMES = { checkEveryMs: 200, checkMs: 500, replaceAfterMs: 1_000 };
let proxy: Proxy;
let connection: ReturnType<typeof createLastingConnection>;
beforeAll(async () => {
  const [, port] = inject('temporalAddress').split(':');
  proxy = await startProxy(await freePort(), Number(port));
});
afterAll(async () => {
  await connection.close();
  await proxy.close();
});

describe('the connection of the API to Temporal', () => {
  it('works again after it was first made through a network that swallows everything', async () => {
    await proxy.disturb({ kind: 'blackHole' });
    connection = createLastingConnection({ address: `127.0.0.1:${proxy.port}` }, TIMES);
    const temporal = createTemporalClient({ connection, namespace: 'default', uiUrl: null });
    expect(await temporal.isReachable()).toBe(false);
    // What was connected meanwhile stays swallowed for ever.
    await proxy.disturb({ kind: 'none' });
    expect(await eventually(() => temporal.isReachable(), Boolean)).toBe(true);
  });
});
