import { describe, expect, it } from 'vitest';
import { boxError, unavailable } from '../../src/box/errors.js';
import { networkFailure } from '../../src/box/network-failure.js';

const failure = (code: string, cause?: unknown): Error => Object.assign(new Error('connect', { cause }), { code });
/** An error wrapped in `depth` others, as HTTP clients do. */
const wrapped = (error: Error, depth: number): Error =>
  depth === 0 ? error : new Error('fetch failed', { cause: wrapped(error, depth - 1) });
const reported = (error: unknown): string => networkFailure(error).problem.code;
const CERTIFICATE = failure('SELF_SIGNED_CERT_IN_CHAIN');

describe('a call without a response', () => {
  it.each<[string, unknown]>([
    ['a reset', failure('ECONNRESET')],
    ['a failed lookup', wrapped(failure('ENOTFOUND'), 1)],
    ['several refused addresses', new AggregateError([failure('ECONNREFUSED'), failure('EHOSTUNREACH')])],
    ['an error without a code', new Error('closed')],
    ['a code that is no text', Object.assign(new Error('closed'), { code: 7 })],
    ['a text that quotes a proxy’s refusal', new Error('after "Proxy response (407)"')],
    ['something that is no error', 'closed'],
  ])('is trouble at Box or on the way for %s', (_, error) => {
    expect(networkFailure(error)).toMatchObject({ type: 'BoxUnavailable', status: null });
    expect(reported(error)).toBe('box_unavailable');
  });

  it('is returned unchanged if it is a BoxError already', () => {
    const known = boxError('BoxRateLimited', 'box_rate_limited');
    expect(networkFailure(known)).toBe(known);
    expect(unavailable(502)).toMatchObject({ name: 'BoxError', status: 502, requestId: null });
  });
});

describe('a connection that somebody else than Box accepted', () => {
  it.each<[string, unknown, RegExp]>([
    ['a certificate that is not trusted', CERTIFICATE, /certificate/],
    ['a certificate for another host', failure('ERR_TLS_CERT_ALTNAME_INVALID'), /certificate/],
    ['a certificate that has expired', wrapped(failure('CERT_HAS_EXPIRED'), 2), /certificate/],
    ['no TLS', failure('EPROTO'), /does not speak TLS/],
    ['another TLS', failure('ERR_SSL_WRONG_VERSION_NUMBER'), /does not speak TLS/],
    ['a proxy that refuses', wrapped(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), 1), /status 407/],
    // Node tries each address of a host, and reports all failures together.
    ['one of several addresses', new AggregateError([failure('ECONNREFUSED'), CERTIFICATE]), /certificate/],
    ['addresses, wrapped', wrapped(new AggregateError([wrapped(CERTIFICATE, 1)]), 1), /certificate/],
  ])('is reported as blocked on the way, with what it was: %s', (_, error, said) => {
    expect(reported(error)).toBe('blocked_on_the_way');
    expect(networkFailure(error).message).toMatch(said);
  });

  it('is recognized in an error that is wrapped up to three times', () => {
    expect(reported(wrapped(CERTIFICATE, 3))).toBe('blocked_on_the_way');
    expect(reported(wrapped(CERTIFICATE, 4))).toBe('box_unavailable');
  });

  it('is not searched forever in errors that contain themselves', () => {
    const caused = new Error('a');
    caused.cause = new Error('b', { cause: caused });
    const together = new AggregateError([]);
    together.errors.push(together);
    expect([reported(caused), reported(together)]).toEqual(['box_unavailable', 'box_unavailable']);
  });
});
