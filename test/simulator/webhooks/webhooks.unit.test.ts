import { describe, expect, it } from 'vitest';
import { createWebhooks } from '../../../simulator/webhooks/registry.js';
import { signDelivery } from '../../../simulator/webhooks/signature.js';

describe('the webhooks of a user', () => {
  it('are at most 1,000', () => {
    const webhooks = createWebhooks();
    const add = (index: number, creatorId: string) =>
      webhooks.add({
        target: { type: 'file', id: String(index) },
        creatorId,
        createdAt: 0,
        address: 'https://example.com/',
        triggers: ['FILE.MOVED'],
      });
    for (let i = 0; i < 1_000; i += 1) add(i, '1');
    expect(() => add(1_000, '1')).toThrow('at most 1000 webhooks');
    expect(add(1_000, '2').creatorId).toBe('2');
  });
});

describe('a signature', () => {
  it("matches the example in Box's documentation", () => {
    const body =
      '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"Test.txt"}}';
    const timestamp = '2020-01-01T00:00:00-07:00';
    expect(signDelivery('SamplePrimaryKey', body, timestamp)).toBe('6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=');
    expect(signDelivery('SampleSecondaryKey', body, timestamp)).toBe('v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=');
  });
});
