import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCipher } from '../../src/util/encryption.js';

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });

describe('a sealed text', () => {
  it('opens only in its own context', () => {
    fc.assert(
      fc.property(fc.string(), (plain) => {
        const cipher = createCipher([key('a', 1)]);
        const sealed = cipher.seal(plain, 'grant:1');
        expect(cipher.open(sealed, 'grant:1')).toBe(plain);
        expect(() => cipher.open(sealed, 'grant:2')).toThrow();
      }),
    );
  });

  it('opens with an older key after a rotation, but not when that key is removed', () => {
    const sealed = createCipher([key('old', 1)]).seal('secret', 'x');
    expect(createCipher([key('new', 2), key('old', 1)]).open(sealed, 'x')).toBe('secret');
    expect(() => createCipher([key('new', 2)]).open(sealed, 'x')).toThrow(/"old" is not configured/);
  });

  it('does not open when it was modified, nor with a different key of the same id', () => {
    const sealed = createCipher([key('a', 1)]).seal('secret', 'x');
    const [version, keyId, nonce, text = ''] = sealed.split('.');
    for (let bit = 0; bit < Buffer.from(text, 'base64url').length * 8; bit += 1) {
      const bytes = Buffer.from(text, 'base64url');
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const tampered = [version, keyId, nonce, bytes.toString('base64url')].join('.');
      expect(() => createCipher([key('a', 1)]).open(tampered, 'x')).toThrow();
    }
    expect(() => createCipher([key('a', 9)]).open(sealed, 'x')).toThrow();
  });
});
