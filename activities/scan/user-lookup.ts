import type { StoredUser } from '../../src/store/scan/box-users.js';

/** A managed user of the enterprise, as recorded by the last listing of users, or by a rescan since. */
export type RecordedUser = Pick<StoredUser, 'login' | 'skippedReason' | 'name' | 'role'>;

/** Looks up the enterprise's managed users by id. */
export interface UserLookup {
  /** The users among these ids. Other ids are missing: external users, and users who have not been recorded yet. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, RecordedUser>>;
  get(id: string): Promise<RecordedUser | undefined>;
}

/**
 * A lookup for one activity. It reads each id once and remembers the result, so a step that records a user still sees the
 * user as it was when the activity first looked it up. `read` returns the users among the given ids.
 */
export function createUserLookup(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, RecordedUser>>,
): UserLookup {
  const remembered = new Map<string, RecordedUser | null>();

  async function find(ids: readonly string[]): Promise<ReadonlyMap<string, RecordedUser>> {
    const unread = ids.filter((id) => !remembered.has(id));
    if (unread.length > 0) {
      const found = await read(unread);
      for (const id of unread) if (!remembered.has(id)) remembered.set(id, found.get(id) ?? null);
    }
    const users = new Map<string, RecordedUser>();
    for (const id of ids) {
      const user = remembered.get(id);
      if (user) users.set(id, user);
    }
    return users;
  }

  return { find, get: async (id) => (await find([id])).get(id) };
}
