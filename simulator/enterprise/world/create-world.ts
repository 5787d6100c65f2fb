/** Creates a world. */
import { type EnterpriseSize, generateEnterprise } from '../generated/enterprise.js';
import { createDeadlines } from './deadlines.js';
import { createGroups } from './groups.js';
import { createItemStore } from './items.js';
import { createUserStore, isManaged } from './users.js';
import type { World } from './world.js';

/** Generates an enterprise, without changes. */
export function createWorld(size: EnterpriseSize): World {
  const generated = generateEnterprise(size);
  const [admin] = generated.users;
  return {
    size,
    generated,
    users: createUserStore(generated.users),
    groups: createGroups(size.seed, generated.users.filter(isManaged), admin?.createdAt ?? size.startedAt),
    items: createItemStore(),
    deadlines: createDeadlines(),
  };
}
