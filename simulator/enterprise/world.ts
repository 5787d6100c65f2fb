/** The enterprise as it is now: what was drawn, and what happened to it since. */
import { sizeOf, templateOfSize } from './content/index.js';
import { ACME, drawEnterprise, type Enterprise, type EnterpriseSize } from './draw.js';
import type { SimItem, SimUser } from './model.js';

/** The living enterprise. Only items that were touched are kept. */
export interface World {
  readonly size: EnterpriseSize;
  /** The enterprise as it was before anything happened. */
  readonly drawn: Enterprise;
  readonly users: readonly SimUser[];
  userById(id: string): SimUser | undefined;
  userByLogin(login: string): SimUser | undefined;
  addUser(fields: Pick<SimUser, 'login' | 'name' | 'createdAt'>): SimUser;
  removeUser(user: SimUser): void;
  /** An item in whatever state; undefined for one that never was, or is purged. */
  item(id: string): SimItem | undefined;
  /** The item itself, to be changed: from then on it is kept. */
  touch(id: string): SimItem | undefined;
  /** A new item; `size` is about how many bytes a file shall have. */
  add(type: 'file' | 'folder', fields: Pick<SimItem, 'name' | 'parentId' | 'ownerId' | 'size'>, at: number): SimItem;
  /** Items lying in a folder (of `ownerId`, where it is the root) that are not in the trash, folders first. */
  children(ownerId: string, folderId: string): SimItem[];
  /** The folders above an item, top first, without the root. */
  ancestors(item: SimItem): SimItem[];
  /** Whether the item, and all folders above it, are out of the trash. */
  isActive(item: SimItem): boolean;
  /** Whether a user owns the item, or collaborates on it or on a folder above. */
  canSee(userId: string, item: SimItem): boolean;
  /** Items that others share with a user: what the user's root shows besides the user's own. */
  sharedWith(userId: string): SimItem[];
  /** The items that are kept, in whatever state: all that ever changed, and all that are new. */
  touched(): Iterable<SimItem>;
  /** The ids of all folders or files that were drawn or are new, in whatever state. */
  allIds(type: 'file' | 'folder'): Iterable<string>;
  allActive(type: 'file' | 'folder'): Iterable<SimItem>;
  /** Puts an item elsewhere; what lies in it gets the same new owner. */
  move(item: SimItem, to: { readonly parentId: string; readonly ownerId: string }): void;
  /** Ends an item and all that lies in it, for good. */
  purge(item: SimItem): void;
}

const FIRST_NEW = 990_000_000_000;
const FIRST_NEW_USER = 15_000_000;

/** Draws an enterprise and lets it live. */
export function createWorld(size: EnterpriseSize): World {
  const drawn = drawEnterprise(size);
  const users = new Map(drawn.users.map((user) => [user.id, user]));
  /** All users, until they change. */
  let everybody: readonly SimUser[] | undefined;
  const byLogin = new Map<string, SimUser>();
  let nextUser = FIRST_NEW_USER;
  const touched = new Map<string, SimItem>();
  /** Items that came into a folder after it was drawn, by folder (roots by owner). */
  const arrived = new Map<string, Set<string>>();
  let shared: Map<string, Set<string>> | undefined;
  let next = FIRST_NEW;

  const placeOf = (ownerId: string, folderId: string): string => (folderId === '0' ? `root/${ownerId}` : folderId);
  /** Folders are asked for again and again, as everything's ancestors; there are few of them. */
  const folders = new Map<string, SimItem>();
  const drawnItem = (id: string): SimItem | undefined => {
    const known = folders.get(id);
    if (known) return known;
    const found = drawn.item(id);
    if (found?.type === 'folder') folders.set(id, found);
    return found;
  };
  const item = (id: string): SimItem | undefined => {
    const found = touched.get(id) ?? drawnItem(id);
    return found?.status === 'purged' ? undefined : found;
  };

  function touch(id: string): SimItem | undefined {
    const found = item(id);
    if (found) touched.set(id, found);
    return found;
  }

  function arrive(entry: SimItem): void {
    const place = placeOf(entry.ownerId, entry.parentId);
    arrived.set(place, (arrived.get(place) ?? new Set()).add(entry.id));
  }

  function addUser(fields: Pick<SimUser, 'login' | 'name' | 'createdAt'>): SimUser {
    const user: SimUser = { ...fields, id: String(nextUser), role: 'user', status: 'active', enterprise: ACME };
    nextUser += 1;
    users.set(user.id, user);
    everybody = undefined;
    return user;
  }

  function add(type: 'file' | 'folder', fields: Pick<SimItem, 'name' | 'parentId' | 'ownerId' | 'size'>, at: number) {
    const id = String(type === 'file' ? next : next - 700_000_000_000);
    const template = type === 'file' ? templateOfSize(fields.name, fields.size) : '';
    const added: SimItem = {
      ...fields,
      type,
      id,
      template,
      size: type === 'file' ? sizeOf(size.seed, { id, template, version: 1 }) : 0,
      version: 1,
      etag: 0,
      createdAt: at,
      modifiedAt: at,
      link: null,
      collaborations: [],
      status: 'active',
      locked: false,
    };
    next += 1;
    touched.set(added.id, added);
    arrive(added);
    return added;
  }

  function children(ownerId: string, folderId: string): SimItem[] {
    const ids = new Set([...drawn.children(ownerId, folderId), ...(arrived.get(placeOf(ownerId, folderId)) ?? [])]);
    const present = [...ids].flatMap((id) => {
      const child = item(id);
      const isHere = child?.status === 'active' && child.parentId === folderId;
      return isHere && (folderId !== '0' || child.ownerId === ownerId) ? [child] : [];
    });
    return [...present.filter(({ type }) => type === 'folder'), ...present.filter(({ type }) => type === 'file')];
  }

  function ancestors(entry: SimItem): SimItem[] {
    const above: SimItem[] = [];
    for (let parent = item(entry.parentId); parent; parent = item(parent.parentId)) above.unshift(parent);
    return above;
  }

  function isActive(entry: SimItem): boolean {
    if (entry.status !== 'active') return false;
    if (entry.parentId === '0') return true;
    const parent = item(entry.parentId);
    return parent !== undefined && isActive(parent);
  }

  /** Everything below a folder, in whatever state; from then on it is kept. */
  function* below({ id, type }: SimItem): Iterable<SimItem> {
    if (type === 'file') return;
    for (const childId of new Set([...drawn.children('', id), ...(arrived.get(id) ?? [])])) {
      const child = item(childId);
      if (child?.parentId !== id) continue;
      touched.set(childId, child);
      yield* below(child);
      yield child;
    }
  }

  const collaborates = (userId: string, entry: SimItem): boolean =>
    entry.collaborations.some(({ party, status }) => party.id === userId && status === 'accepted');

  function canSee(userId: string, entry: SimItem): boolean {
    return entry.ownerId === userId || [entry, ...ancestors(entry)].some((each) => collaborates(userId, each));
  }

  function sharedWith(userId: string): SimItem[] {
    shared ??= indexShares();
    const ids = new Set(shared.get(userId) ?? []);
    for (const entry of touched.values()) if (collaborates(userId, entry)) ids.add(entry.id);
    return [...ids].flatMap((id) => {
      const entry = item(id);
      return entry && isActive(entry) && collaborates(userId, entry) ? [entry] : [];
    });
  }

  /** Drawn shares by whom they were made with: found once, when the first root is listed. */
  function indexShares(): Map<string, Set<string>> {
    const index = new Map<string, Set<string>>();
    for (const id of drawn.collaboratedIds()) {
      for (const { party, status } of drawn.item(id)?.collaborations ?? []) {
        if (status === 'accepted') index.set(party.id, (index.get(party.id) ?? new Set()).add(id));
      }
    }
    return index;
  }

  function* allIds(type: 'file' | 'folder'): Iterable<string> {
    yield* drawn.allIds(type);
    for (const { id, type: its } of touched.values()) if (its === type && Number(id) >= newIdsFrom(type)) yield id;
  }

  function* allActive(type: 'file' | 'folder'): Iterable<SimItem> {
    for (const id of allIds(type)) {
      const entry = item(id);
      if (entry && isActive(entry)) yield entry;
    }
  }

  /** By a login in lower case: remembered, as users come and go and may be renamed. */
  function userByLogin(login: string): SimUser | undefined {
    const key = login.toLowerCase();
    const isIt = (user: SimUser) => user.login.toLowerCase() === key;
    const known = byLogin.get(key);
    if (known && users.has(known.id) && isIt(known)) return known;
    const found = list().find(isIt);
    if (found) byLogin.set(key, found);
    return found;
  }

  function list(): readonly SimUser[] {
    everybody ??= [...users.values()];
    return everybody;
  }

  return {
    size,
    drawn,
    get users() {
      return list();
    },
    userById: (id) => users.get(id),
    userByLogin,
    addUser,
    removeUser({ id }) {
      users.delete(id);
      everybody = undefined;
    },
    item,
    touch,
    add,
    children,
    ancestors,
    isActive,
    canSee,
    sharedWith,
    touched: () => touched.values(),
    allIds,
    allActive,
    move(entry, { parentId, ownerId }) {
      if (ownerId !== entry.ownerId) for (const each of below(entry)) each.ownerId = ownerId;
      entry.parentId = parentId;
      entry.ownerId = ownerId;
      arrive(entry);
    },
    purge(entry) {
      for (const each of [...below(entry), entry]) each.status = 'purged';
    },
  };
}

const newIdsFrom = (type: 'file' | 'folder'): number => (type === 'file' ? FIRST_NEW : FIRST_NEW - 700_000_000_000);

/** Users of the enterprise that the simulator is about. */
export const managedUsers = (world: World): SimUser[] =>
  world.users.filter(({ enterprise }) => enterprise.id === ACME.id);
