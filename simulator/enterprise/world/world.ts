/**
 * The enterprise as it is now: the generated one, and the changes since. Data only; the files beside it read and change
 * it.
 */
import type { EnterpriseSize, GeneratedEnterprise } from '../generated/enterprise.js';
import type { SimItem, SimUser } from '../model.js';
import type { Deadlines } from './deadlines.js';
import type { Groups } from './groups.js';

/** One enterprise. Of its items, only new and changed ones are stored. */
export interface World {
  readonly size: EnterpriseSize;
  /** The enterprise before any change. */
  readonly generated: GeneratedEnterprise;
  readonly users: UserStore;
  readonly groups: Groups;
  readonly items: ItemStore;
  readonly deadlines: Deadlines;
}

/** All users, and indexes over them; `users.ts` reads and changes it. */
export interface UserStore {
  readonly byId: Map<string, SimUser>;
  /** Results of earlier lookups, by lower-case login. An entry is checked on use: users are renamed and removed. */
  readonly byLogin: Map<string, SimUser>;
  /** The list of all users; null after a change. */
  list: readonly SimUser[] | null;
  nextId: number;
  readonly serviceAccountByApp: Map<string, SimUser>;
  readonly serviceAccountById: Map<string, SimUser>;
}

/** The new and changed items, and indexes over all items; `items.ts` reads and changes it. */
export interface ItemStore {
  /** New and changed items by id, in any state. */
  readonly changed: Map<string, SimItem>;
  /** Ids of items that came into a folder since it was generated, by `placeKey`. */
  readonly arrived: Map<string, Set<string>>;
  /** Generated items that are looked up again and again: folders and collaborated files, a few percent of all items. */
  readonly cache: Map<string, SimItem>;
  /** Ids of generated items by their collaborators' ids; null until first needed. */
  byCollaborator: ReadonlyMap<string, ReadonlySet<string>> | null;
  nextId: number;
}
