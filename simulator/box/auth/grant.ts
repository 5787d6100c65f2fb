/** A pair of tokens, as sessions hold it and the journal keeps it. */
import { z } from 'zod';
import { SCOPES } from './app-settings.js';

/** Times are epoch milliseconds. */
export const grantSchema = z.object({
  userId: z.string(),
  clientId: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  accessToken: z.string(),
  accessExpiresAt: z.number(),
  /** Null for a token issued without a user's consent. */
  refreshToken: z.string().nullable(),
  refreshExpiresAt: z.number(),
  /** The refresh token that ends when this grant's access token is first used. */
  replaces: z.string().nullable(),
});
/** An access token, its refresh token, their user and app, and the scopes they allow. */
export type Grant = z.infer<typeof grantSchema>;
