import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveRedirectUri } from '../../../simulator/box/auth/redirect-uri.js';

describe('a registered redirect URI', () => {
  const path = fc.stringMatching(/^[a-z]{0,8}$/);
  const port = fc.integer({ min: 1, max: 65_535 });

  it('matches any port on a loopback address, and only exactly elsewhere', () => {
    fc.assert(
      fc.property(fc.constantFrom('localhost', '127.0.0.1', '[::1]'), path, port, port, (host, at, one, other) => {
        const uri = `http://${host}:${other}/${at}?a=b`;
        expect(resolveRedirectUri(uri, [`http://${host}:${one}/${at}?a=b`])).toEqual({ kind: 'found', uri });
      }),
    );
    fc.assert(
      fc.property(path, path, port, (one, other, at) => {
        fc.pre(one !== other);
        const registered = [`https://app.example/${one}`, `http://localhost/${one}`];
        for (const uri of [
          `https://app.example:${at === 443 ? 444 : at}/${one}`,
          `https://app.example/${other}`,
          `http://localhost:${at}/${other}`,
          `https://localhost:${at}/${one}`,
        ])
          expect(resolveRedirectUri(uri, registered)).toEqual({ kind: 'redirect_uri_mismatch' });
      }),
    );
  });

  it('may be any web address while the app has none registered', () => {
    expect(resolveRedirectUri('http://anywhere.example/x', [])).toMatchObject({ kind: 'found' });
    expect(resolveRedirectUri('javascript:alert(1)', [])).toEqual({ kind: 'redirect_uri_mismatch' });
    expect(resolveRedirectUri(undefined, [])).toEqual({ kind: 'redirect_uri_missing' });
  });
});
