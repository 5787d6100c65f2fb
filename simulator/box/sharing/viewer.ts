/** Through whose eyes an answer is told. */
import type { SimUser } from '../../enterprise/model.js';
import { userById } from '../../enterprise/world/users.js';
import type { World } from '../../enterprise/world/world.js';
import type { Settings, TenantPolicy } from '../../settings.js';
import type { Clock } from '../../time/clock.js';

/** Permissions, paths and links differ by who looks, by the tenant's policy, and by the hour (epoch milliseconds). */
export interface Viewer {
  readonly user: SimUser;
  readonly policy: TenantPolicy;
  readonly now: number;
}

/** What an item's fields are told from. */
export interface RenderContext {
  readonly world: World;
  /** Through whose eyes; without, nothing is told that depends on it. */
  readonly viewer: Viewer | undefined;
  /** The `fields` parameter as it came. */
  readonly fields: string | undefined;
}

/** A user's viewer, now. */
export const viewerOf = (
  { settings, clock }: { readonly settings: Settings; readonly clock: Clock },
  user: SimUser,
): Viewer => ({
  user,
  policy: settings.tenantPolicy,
  now: clock.now(),
});

/** A user's mini form; of one who is gone the id only. */
export function miniUser(world: World, id: string) {
  const user = userById(world, id);
  return { type: 'user', id, name: user?.name ?? '', login: user?.login ?? '' };
}
