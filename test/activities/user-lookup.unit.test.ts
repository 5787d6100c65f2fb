import { describe, expect, it } from 'vitest';
import { createUserLookup, type RecordedUser, type UserLookup } from '../../activities/scan/user-lookup.js';

const anna: RecordedUser = { login: 'anna@acme.com', name: 'Anna', role: 'user', skippedReason: null };

/** A lookup over these users, with the ids of each read. */
function lookupOver(users: ReadonlyMap<string, RecordedUser>): { lookup: UserLookup; reads: string[][] } {
  const reads: string[][] = [];
  const lookup = createUserLookup((ids) => {
    reads.push([...ids]);
    return Promise.resolve(new Map([...users].filter(([id]) => ids.includes(id))));
  });
  return { lookup, reads };
}

describe('the lookup of users', () => {
  it('returns the recorded users among the ids', async () => {
    const { lookup } = lookupOver(new Map([['1', anna]]));
    expect(await lookup.find(['1', '2', '1'])).toEqual(new Map([['1', anna]]));
    expect(await lookup.get('1')).toEqual(anna);
    expect(await lookup.get('2')).toBeUndefined();
  });

  it('reads each id once, unknown ids included', async () => {
    const { lookup, reads } = lookupOver(new Map([['1', anna]]));
    await lookup.find(['1', '2']);
    await lookup.find(['1', '2', '3']);
    await lookup.find([]);
    expect(reads).toEqual([['1', '2'], ['3']]);
  });

  it('does not see a user who is recorded after the first lookup', async () => {
    const users = new Map<string, RecordedUser>();
    const { lookup } = lookupOver(users);
    expect(await lookup.get('1')).toBeUndefined();
    users.set('1', anna);
    expect(await lookup.get('1')).toBeUndefined();
  });
});
