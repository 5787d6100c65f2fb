import { z } from 'zod';
import type { Stack } from './index.js';

/** A link that signs in to the portal once; its code stands in the fragment, which no server's log sees. */
export async function signInLink({ apiUrl, adminToken }: Pick<Stack, 'apiUrl' | 'adminToken'>): Promise<string> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const answer = await fetch(`${apiUrl}/v1/sign-in-links`, { method: 'POST', headers });
  return z.object({ url: z.string() }).parse(await answer.json()).url;
}
