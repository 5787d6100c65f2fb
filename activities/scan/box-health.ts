import { isBoxError } from '../../src/box/errors.js';
import type { ScanContext } from './context.js';

/**
 * Whether Box answers at all: what fails while it does is the item's own fault, what fails while it does not is nobody's.
 * One call, a listing as those of the scan are. Throws when the credentials died: that concerns the whole connection.
 */
export async function isBoxWell({ client, account, signal }: ScanContext): Promise<boolean> {
  try {
    await client.folderItems('0', { marker: null, limit: 1 }, { asUser: account.id, purpose: 'express', signal });
    return true;
  } catch (error) {
    if (isBoxError(error, 'BoxUnavailable', 'BoxRateLimited')) return false;
    // Any other refusal is an answer.
    if (isBoxError(error) && error.type !== 'BoxUnauthorized') return true;
    throw error;
  }
}
