/** The user for whom a response is rendered. */
import type { SimUser } from '../../enterprise/model.js';
import { userById } from '../../enterprise/world/users.js';
import type { World } from '../../enterprise/world/world.js';
import type { Settings, TenantPolicy } from '../../settings.js';
import type { Clock } from '../../time/clock.js';

/** What permissions, paths and links in a response depend on. `now` is in epoch milliseconds. */
export interface Viewer {
  readonly user: SimUser;
  readonly policy: TenantPolicy;
  /** Whether `has_collaborations` is true for inherited collaborations too. */
  readonly inheritsHasCollaborations: boolean;
  readonly now: number;
}

/** What the fields of an item are rendered from. */
export interface RenderContext {
  readonly world: World;
  /** Without a viewer, fields that depend on it are left out or have defaults. */
  readonly viewer: Viewer | undefined;
  /** The unparsed `fields` parameter. */
  readonly fields: string | undefined;
}

/** A user as viewer, at the current time. */
export const viewerOf = (
  { settings, clock }: { readonly settings: Settings; readonly clock: Clock },
  user: SimUser,
): Viewer => ({
  user,
  policy: settings.tenantPolicy,
  inheritsHasCollaborations: settings.inheritsHasCollaborations,
  now: clock.now(),
});

/** A user's mini form. A removed user only has an id. */
export function miniUser(world: World, id: string) {
  const user = userById(world, id);
  return { type: 'user', id, name: user?.name ?? '', login: user?.login ?? '' };
}
