/** The assertion by which an app proves itself in the JWT grant. */
import { z } from 'zod';
import { OAuthError } from '../http/errors.js';

const claims = z.object({
  iss: z.string(),
  sub: z.string(),
  box_sub_type: z.enum(['enterprise', 'user']),
  jti: z.string().min(16),
  exp: z.number(),
});
/** What an assertion says, as Box's guide to JWT without an SDK lists it; `exp` is in epoch seconds. */
export type Claims = z.infer<typeof claims>;

/** The longest that an assertion may be good for, by the same guide, in seconds. */
const LONGEST = 60;

/**
 * The claims of an assertion by the app `clientId`, at `now` in epoch milliseconds. Its signature is taken on trust:
 * the simulator has nobody's public key. Throws `invalid_grant` as Box does for an assertion that it refuses.
 */
export function readAssertion(assertion: string, clientId: string, now: number): Claims {
  const parsed = claims.safeParse(payload(assertion));
  if (!parsed.success) {
    const [problem] = parsed.error.issues;
    throw new OAuthError('invalid_grant', `Please check the '${String(problem?.path[0] ?? 'assertion')}' claim.`);
  }
  const { iss, exp } = parsed.data;
  if (iss !== clientId) throw new OAuthError('invalid_grant', "Please check the 'iss' claim.");
  if (exp * 1000 <= now) {
    throw new OAuthError(
      'invalid_grant',
      "Current date/time MUST be before the expiration date/time listed in the 'exp' claim",
    );
  }
  if (exp * 1000 > now + LONGEST * 1000) throw new OAuthError('invalid_grant', "Please check the 'exp' claim.");
  return parsed.data;
}

function payload(assertion: string): unknown {
  try {
    return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return {};
  }
}
