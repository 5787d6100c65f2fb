import { describe, expect, it } from 'vitest';
import { createCallCounter } from '../../src/worker/call-counter.js';

describe('the counter of calls to Box', () => {
  it('keeps the counts that could not be written, and writes them with the next ones', async () => {
    const written: [string, Record<string, number>][] = [];
    let isAway = true;
    const counter = createCallCounter(
      async (connectionId, counts) => {
        if (isAway && connectionId === 'b') throw new Error('Postgres is away');
        written.push([connectionId, Object.fromEntries(counts)]);
      },
      () => undefined,
    );
    for (const connectionId of ['a', 'b', 'c']) counter.add(connectionId, 'token');
    await expect(counter.close()).rejects.toThrow('Postgres is away');
    counter.add('b', 'token');
    isAway = false;
    await counter.close();
    expect(written).toEqual([
      ['a', { token: 1 }],
      ['b', { token: 2 }],
      ['c', { token: 1 }],
    ]);
  });
});
