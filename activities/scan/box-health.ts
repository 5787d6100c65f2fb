import { isBoxError } from '../../src/box/errors.js';
import type { ScanContext } from './context.js';

/**
 * Whether Box is available, tested with one listing call. It decides what a failure is blamed on: the item if Box is
 * available, Box otherwise. Throws `BoxUnauthorized`, which concerns the whole connection.
 */
export async function isBoxAvailable({ client, account, signal }: ScanContext): Promise<boolean> {
  try {
    await client.folderItems('0', { marker: null, limit: 1 }, { asUser: account.id, purpose: 'express', signal });
    return true;
  } catch (error) {
    if (isBoxError(error, 'BoxUnavailable', 'BoxRateLimited')) return false;
    // Any other error is a verdict of Box's on this call, so Box is available.
    if (isBoxError(error) && error.type !== 'BoxUnauthorized') return true;
    throw error;
  }
}
