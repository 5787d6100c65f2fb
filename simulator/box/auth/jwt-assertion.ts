/** The assertion that an app sends in the JWT grant. */
import { z } from 'zod';
import { OAuthError } from '../http/errors.js';

const claims = z.object({
  iss: z.string(),
  sub: z.string(),
  box_sub_type: z.enum(['enterprise', 'user']),
  jti: z.string().min(16),
  exp: z.number(),
});
/** The claims of an assertion ("JWT without SDKs", Box's guide). `exp` is in epoch seconds. */
export type Claims = z.infer<typeof claims>;

/** The maximum lifetime of an assertion by the same guide, in seconds. */
const MAX_LIFETIME_SECONDS = 60;

/**
 * The claims of an assertion by the app `clientId`, at `now` in epoch milliseconds. The signature is not verified: the
 * simulator has no public keys. Throws `invalid_grant`, as Box does, for an assertion that is not accepted.
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
  if (exp * 1000 > now + MAX_LIFETIME_SECONDS * 1000)
    throw new OAuthError('invalid_grant', "Please check the 'exp' claim.");
  return parsed.data;
}

function payload(assertion: string): unknown {
  try {
    return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return {};
  }
}
