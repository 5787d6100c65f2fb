/** Creates codes and tokens. They derive from the seed and start time, so that two runs issue the same ones. */
import { randomUint32 } from '../../random.js';
import type { Grant } from './grant.js';

/** What tokens derive from. */
export interface TokenSource {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** The user, app and scopes that a token is issued for. */
export type Subject = Pick<Grant, 'userId' | 'clientId' | 'scopes'>;

/** Newly issued tokens. */
export interface IssuedTokens extends Grant {
  readonly expiresInSeconds: number;
}

/** The lifetime of a refresh token. */
export const REFRESH_MS = 60 * 24 * 3_600_000;
/** The lifetime of access tokens varies, and Box returns it in seconds. */
const ACCESS_SECONDS = { min: 3_600, max: 4_500 };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The code or token with a number: letters and digits that cannot be guessed without the source. */
export const createToken = ({ seed, startedAt }: TokenSource, kind: string, number: number, length: number): string =>
  Array.from(
    { length },
    (_, place) => ALPHABET[randomUint32(seed, kind, startedAt, number, place) % ALPHABET.length],
  ).join('');

/** Creates the grant with a number, at `now` in epoch milliseconds. Without `refresh` it has no refresh token. */
export function createGrant(
  source: TokenSource & { readonly accessSeconds: number | null },
  number: number,
  now: number,
  { userId, clientId, scopes }: Subject,
  refresh: Pick<Grant, 'replaces'> | null,
): IssuedTokens {
  const { min, max } = ACCESS_SECONDS;
  const usual = min + (randomUint32(source.seed, 'expires', number) % (max - min + 1));
  const expiresInSeconds = source.accessSeconds ?? usual;
  return {
    userId,
    clientId,
    scopes,
    accessToken: createToken(source, 'access', number, 32),
    accessExpiresAt: now + expiresInSeconds * 1000,
    refreshToken: refresh ? createToken(source, 'refresh', number, 64) : null,
    refreshExpiresAt: now + REFRESH_MS,
    replaces: refresh?.replaces ?? null,
    expiresInSeconds,
  };
}
