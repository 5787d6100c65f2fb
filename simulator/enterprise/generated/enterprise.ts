/** An enterprise generated from a seed, before any change. */
import { ACME, OTHER } from '../enterprises.js';
import type { SimUser } from '../model.js';
import { generateLayouts, type OwnerLayout } from './layout.js';
import { generateUsers } from './users.js';

/** The size of an enterprise, and its seed. */
export interface EnterpriseSize {
  readonly seed: number;
  readonly users: number;
  readonly files: number;
  /** Files per folder on average; 25 by default. */
  readonly filesPerFolder?: number;
  /** Epoch milliseconds: nothing is generated with a later date. */
  readonly startedAt: number;
}

/**
 * A generated enterprise. Items are not stored: an id determines an item's owner and folder, and `items.ts` generates
 * its properties on access.
 */
export interface GeneratedEnterprise {
  readonly size: EnterpriseSize;
  readonly users: readonly SimUser[];
  /** Acme's users. */
  readonly managed: readonly SimUser[];
  /** In the order of their folder and file numbers. */
  readonly layouts: readonly OwnerLayout[];
  readonly layoutByOwner: ReadonlyMap<string, OwnerLayout>;
  /** The ids of all items with collaborations; null until `idsWithCollaborations` first needs them. */
  collaborated: readonly string[] | null;
}

/** Generates an enterprise. A million files take a few megabytes. */
export function generateEnterprise(size: EnterpriseSize): GeneratedEnterprise {
  const users = generateUsers(size.seed, size.users, size.startedAt);
  const managed = users.filter(({ enterprise }) => enterprise === ACME);
  const layouts = generateLayouts(
    size.seed,
    size.files,
    managed.filter(({ status }) => status === 'active'),
    users.filter(({ enterprise }) => enterprise === OTHER),
    size.filesPerFolder,
  );
  const layoutByOwner = new Map(layouts.map((layout) => [layout.ownerId, layout]));
  return { size, users, managed, layouts, layoutByOwner, collaborated: null };
}
