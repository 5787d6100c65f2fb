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
  it.each(PAGES)('is served at %s, under a policy that lets nothing run but its own files', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('gives each page a nonce of its own, and leaves no placeholder', async () => {
    const texts = await Promise.all([1, 2].map(async () => (await get('/')).text()));
    const nonces = texts.map((text) => /property="csp-nonce" nonce="([^"]+)"/.exec(text)?.[1]);
    expect(new Set(nonces).size).toBe(2);
    for (const text of texts) expect(text).not.toContain('__CSP_NONCE__');
  });

  it('holds nothing inline, and names no other host', async () => {
    const text = await (await get('/')).text();
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(text).not.toMatch(/<style|\son\w+=|https?:\/\//);
  });

  it('keeps files whose names change with their content, and asks again for the others', async () => {
    const page = await (await get('/')).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect((await get(script)).headers.get('cache-control')).toContain('immutable');
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['gzip', 'br'])('sends its scripts and styles as %s to whoever takes that', async (encoding) => {
    const page = await (await get('/')).text();
    for (const [, file] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
      const plain = await fetch(`${stack.apiUrl}${file}`, { headers: { 'accept-encoding': 'identity' } });
      const packed = await fetch(`${stack.apiUrl}${file}`, { headers: { 'accept-encoding': encoding } });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(packed.headers.get('content-type')).toBe(plain.headers.get('content-type'));
      expect(packed.headers.get('cache-control')).toContain('immutable');
      for (const answer of [plain, packed]) expect(answer.headers.get('vary')).toBe('accept-encoding');
      expect(await packed.text()).toBe(await plain.text());
    }
  });

  it.each(['/assets/', '/assets/nothing.js', '/.built-from', '/index.html', '/assets/..%2f..%2fpackage.json'])(
    'has nothing at %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );
});
