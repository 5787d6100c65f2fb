import { describe, expect, it, vi } from 'vitest';
import { limitRate } from '../../../simulator/box/auth/rate-limit.js';
import type { SimUser } from '../../../simulator/enterprise/model.js';
import { createState } from '../../../simulator/start.js';
import { OUTSIDE_ADMIN } from '../support/accounts.js';
import { allUsers, userByLogin } from '../../../simulator/enterprise/world/users.js';

describe('the search limit', () => {
  it('is twelve searches a second for an enterprise, counted for each enterprise apart', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const state = createState({ users: 6, files: 10 });
      const outsideAdmin = userByLogin(state.world, OUTSIDE_ADMIN)!;
      const search = (user: SimUser) =>
        limitRate(state, { account: user, user, clientId: 'app', scopes: [] }, '/2.0/search');
      const [first, second, third] = allUsers(state.world) as [SimUser, SimUser, SimUser];
      for (let i = 0; i < 6; i += 1) [first, second].forEach(search);
      expect(() => search(third)).toThrow('rate limit');
      expect(() => search(outsideAdmin)).not.toThrow();
      state.clock.advance(1_000);
      expect(() => search(third)).not.toThrow();
    } finally {
      vi.useRealTimers();
    }
  });
});
