import { describe, expect, it } from 'vitest';
import { performExpiries } from '../../../simulator/commands/expire.js';
import { perform } from '../../../simulator/commands/perform.js';
import { createState } from '../../../simulator/start.js';
import { activeItems, findItem } from '../../../simulator/enterprise/world/items.js';

describe('a shared link or collaboration with an expiry', () => {
  it('ends at that time, with an event', () => {
    const state = createState({ users: 6, files: 50, seed: 7, now: Date.UTC(2026, 5, 1) });
    const [file] = activeItems(state.world, 'file');
    const [id, expiresAt] = [file!.id, state.clock.now() + 60_000];
    perform(state, { type: 'share', fileId: id, access: 'open', unsharedAt: expiresAt });
    perform(state, { type: 'collaborate', fileId: id, login: 'guest@elsewhere.example', expiresAt });
    performExpiries(state);
    expect(findItem(state.world, id)?.link).not.toBeNull();
    state.clock.advance(61_000);
    performExpiries(state);
    expect(findItem(state.world, id)?.link).toBeNull();
    expect(state.events.after(state.events.lastSeq - 2, 2).map(({ type }) => type)).toEqual([
      'COLLABORATION_EXPIRATION',
      'SHARE_EXPIRATION',
    ]);
    expect(state.world.deadlines.due(Infinity)).toEqual([]);
  });
});
