import { z } from 'zod';
import { API_ROLES } from '../../domain/access.js';
import { plainText } from '../http/schemas.js';
import type { Principal } from './principals.js';
import type { ActiveSession } from './sessions.js';

const secret = plainText(512).min(1, 'must not be empty');

/** The credentials to sign in with: an API token or the code of a sign-in link. */
export const credentials = z
  .strictObject({
    token: secret.optional().describe('An API token'),
    code: secret.optional().describe('The code of a sign-in link'),
  })
  .refine(({ token, code }) => (token === undefined) !== (code === undefined), {
    path: ['token'],
    message: 'send either token or code',
  });

/** A session. */
export const sessionBody = z
  .object({
    name: z.string().describe('The name of the token that the session is based on'),
    role: z.enum(API_ROLES),
    csrfToken: z.string().describe('Send it as X-CSRF-Token with every change'),
    expiresAt: z.string(),
  })
  .meta({ id: 'Session' });

/** A sign-in link. */
export const signInLinkBody = z.object({ url: z.string(), expiresAt: z.string() });

/** Converts a session to its body. */
export const toSessionBody = (
  { name, role }: Principal,
  { csrfToken, expiresAt }: ActiveSession,
): z.input<typeof sessionBody> => ({ name, role, csrfToken, expiresAt: expiresAt.toISOString() });
