/** The users that an enterprise is generated with. */
import { randomFraction } from '../../random.js';
import { wholeSecond } from '../../time/clock.js';
import { ACME, OTHER } from '../enterprises.js';
import type { SimUser } from '../model.js';
import { personName } from './names.js';

const FIRST_USER = 10_000_000;
const FIRST_OTHER_USER = 19_000_000;
const YEAR_MS = 365 * 24 * 3_600_000;
/** Logins of the Admin and the two Co-Admins, in that order. */
const ADMIN_LOGINS = ['admin', 'coadmin', 'coadmin2'];

/**
 * Acme's users, then two of another enterprise. The first user is the Admin, the next two are Co-Admins. In an
 * enterprise of 30 users or more, 3 % are deactivated.
 */
export function generateUsers(seed: number, count: number, startedAt: number): SimUser[] {
  const createdAt = wholeSecond(startedAt - YEAR_MS);
  const members = Array.from({ length: Math.max(count, 1) }, (_, index): SimUser => {
    const name = personName(seed, index);
    const login = ADMIN_LOGINS[index] ?? `${name.toLowerCase().replace(' ', '.')}.${index}`;
    const isInactive = count >= 30 && index > 5 && randomFraction(seed, 'inactive', index) < 0.03;
    return {
      id: String(FIRST_USER + index),
      login: `${login}@acme.example`,
      name,
      role: index === 0 ? 'admin' : index <= 2 ? 'coadmin' : 'user',
      status: isInactive ? 'inactive' : 'active',
      enterprise: ACME,
      createdAt,
    };
  });
  const others = ['admin', 'someone'].map((login, index): SimUser => ({
    id: String(FIRST_OTHER_USER + index),
    login: `${login}@other-enterprise.example`,
    name: `Other ${login}`,
    role: index === 0 ? 'admin' : 'user',
    status: 'active',
    enterprise: OTHER,
    createdAt,
  }));
  return [...members, ...others];
}
