import { boxwardAt } from '../../clients/boxward.js';
import type { Stack } from './index.js';

/** A link that signs in to the portal once; its code stands in the fragment, which no server's log sees. */
export function signInLink({ apiUrl, adminToken }: Pick<Stack, 'apiUrl' | 'adminToken'>): Promise<string> {
  return boxwardAt(apiUrl, adminToken).createSignInLink();
}
