import { BoxError, boxError, unavailable } from './errors.js';

/**
 * Maps an error of the HTTP client to a `BoxError`: there was no response of Box's. The original error is dropped, because
 * its text may contain the address of a proxy with its password.
 */
export function networkFailure(error: unknown): BoxError {
  if (error instanceof BoxError) return error;
  const answer = describe(error);
  return answer === null ? unavailable() : boxError('BoxUnavailable', 'blocked_on_the_way', {}, { answer });
}

/** The codes of OpenSSL and Node for a certificate that is not trusted, or is for another host. */
const CERTIFICATE =
  /CERT_|_CERT\b|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER|GET_CRL)|ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;
/** TLS was answered with something that is no TLS, for example by a proxy that speaks plain HTTP. */
const NO_TLS = /^(EPROTO|ERR_SSL_)/;

/** What answered instead of Box; null if nothing did, for example after a reset, a timeout or a failed DNS lookup. */
function describe(error: unknown, depth = 0): string | null {
  if (!(error instanceof Error) || depth > 3) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (CERTIFICATE.test(code)) return 'its certificate is not Box’s';
  if (NO_TLS.test(code)) return 'it does not speak TLS';
  // undici has no field for the status of a proxy that refuses a tunnel.
  const [, status] = /^Proxy response \((\d{3})\)/.exec(error.message) ?? [];
  if (status !== undefined) return `the proxy refused the connection with status ${status}`;
  if (error instanceof AggregateError) return error.errors.map((one) => describe(one, depth + 1)).find(Boolean) ?? null;
  return describe(error.cause, depth + 1);
}
