import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type RunningStack } from '../e2e/support/start.js';

let stack: RunningStack;
beforeAll(async () => {
  stack = await startStack({ users: 3, files: 20 });
});
afterAll(() => stack.stop());

const PAGES = ['/', '/sign-in', '/connections', '/connections/some-id', '/files?q=a', '/activities'];
const get = (path: string): Promise<Response> => fetch(`${stack.apiUrl}${path}`);

describe('the portal', () => {
  it.each(PAGES)('is served at %s, under a policy that allows only its own files', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('has a new nonce in each response, and no placeholder', async () => {
    const texts = await Promise.all([1, 2].map(async () => (await get('/')).text()));
    const nonces = texts.map((text) => /property="csp-nonce" nonce="([^"]+)"/.exec(text)?.[1]);
    expect(new Set(nonces).size).toBe(2);
    for (const text of texts) expect(text).not.toContain('__CSP_NONCE__');
  });

  it('has no inline script or style, and refers to no other host', async () => {
    const text = await (await get('/')).text();
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(text).not.toMatch(/<style|\son\w+=|https?:\/\//);
  });

  it('is cached forever where file names change with their content, and revalidated elsewhere', async () => {
    const page = await (await get('/')).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect((await get(script)).headers.get('cache-control')).toContain('immutable');
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['gzip', 'br'])('is compressed with %s if the client accepts it', async (encoding) => {
    const page = await (await get('/')).text();
    for (const [, file] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
      const plain = await fetch(`${stack.apiUrl}${file}`, { headers: { 'accept-encoding': 'identity' } });
      const packed = await fetch(`${stack.apiUrl}${file}`, { headers: { 'accept-encoding': encoding } });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(packed.headers.get('content-type')).toBe(plain.headers.get('content-type'));
      expect(packed.headers.get('cache-control')).toContain('immutable');
      for (const response of [plain, packed]) expect(response.headers.get('vary')).toBe('accept-encoding');
      expect(await packed.text()).toBe(await plain.text());
    }
  });

  it.each(['/assets/', '/assets/nothing.js', '/.built-from', '/index.html', '/assets/..%2f..%2fpackage.json'])(
    'returns 404 for %s',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    },
  );
});
