import { boxwardAt } from '../../clients/boxward.js';
import type { Stack } from './index.js';

/** Creates a link that signs a browser in to the portal, once. The code is in the fragment, which no server logs. */
export function signInLink({ apiUrl, adminToken }: Pick<Stack, 'apiUrl' | 'adminToken'>): Promise<string> {
  return boxwardAt(apiUrl, adminToken).createSignInLink();
}
