import { describe, expect, it } from 'vitest';
import { codeIn, enterprisePath, routeOf } from '../../../scripts/bench/enterprise-paths.js';

describe('an address of the many enterprises', () => {
  it('names an enterprise and the path at its simulator, or none', () => {
    expect(enterprisePath('/e/12/_sim/requests?n=1')).toEqual({ enterprise: 12, path: '/_sim/requests?n=1' });
    expect([enterprisePath('/2.0/users/me'), enterprisePath('/e/x/2.0'), enterprisePath('/e/1')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('has the code of a consent in its redirect', () => {
    expect(codeIn('http://127.0.0.1:3000/oauth/box/callback?state=s&code=abc')).toBe('abc');
    expect([codeIn('http://127.0.0.1:3000/callback?error=access_denied'), codeIn('')]).toEqual([null, null]);
  });

  it('is counted without its ids', () => {
    expect(routeOf('GET', '/2.0/folders/0/items?limit=1000')).toBe('GET /2.0/folders/:id/items');
    expect(routeOf('GET', '/2.0/files/900000000001')).toBe('GET /2.0/files/:id');
    expect(routeOf('GET', '/2.0/events?stream_type=admin_logs&limit=500')).toBe('GET /2.0/events (admin_logs)');
  });
});
