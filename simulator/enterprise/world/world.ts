/** The enterprise as it is now: what was drawn, and what happened to it since. */
import { sizeOf, templateOfSize } from '../content/index.js';
import { createDeadlines, type Deadlines } from './deadlines.js';
import { ACME, drawEnterprise, type Enterprise, type EnterpriseSize } from '../generated/enterprise.js';
import { createGroups, type Groups } from './groups.js';
import type { SimItem, SimUser } from '../model.js';
import { draw } from '../../random.js';

/** The living enterprise. Only items that were touched are kept. */
export interface World {
  readonly size: EnterpriseSize;
  /** The enterprise as it was before anything happened. */
  readonly drawn: Enterprise;
  readonly users: readonly SimUser[];
  readonly groups: Groups;
  userById(id: string): SimUser | undefined;
  userByLogin(login: string): SimUser | undefined;
  addUser(fields: Pick<SimUser, 'login' | 'name' | 'createdAt'>): SimUser;
  /** Ends a user, and for good all that the user owns, in the trash or not. */
  removeUser(user: SimUser): void;
  /** The account that the enterprise gave to an app when it authorized it; `userById` knows it, `users` does not. */
  serviceAccount(clientId: string): SimUser | undefined;
  addServiceAccount(clientId: string): SimUser;
  /** An item in whatever state; undefined for one that never was, or is purged. */
  item(id: string): SimItem | undefined;
  /** The item itself, to be changed: from then on it is kept. */
  touch(id: string): SimItem | undefined;
  /** A new item; `size` is about how many bytes a file shall have. */
  add(type: SimItem['type'], fields: NewItem, at: number): SimItem;
  /** Items lying in a folder (of `ownerId`, where it is the root) that are not in the trash, folders first. */
  children(ownerId: string, folderId: string): SimItem[];
  /** The folders above an item, top first, without the root. */
  ancestors(item: SimItem): SimItem[];
  /** Whether the item, and all folders above it, are out of the trash. */
  isActive(item: SimItem): boolean;
  /** The ids under which collaborations let a user in: the user's own and the groups'. */
  partiesOf(userId: string): ReadonlySet<string>;
  /** Whether a user owns the item, or collaborates on it or on a folder above. */
  canSee(userId: string, item: SimItem): boolean;
  /** Items that others share with a user, for more than access: what the user's root shows besides the user's own. */
  sharedWith(userId: string): SimItem[];
  /** Items to which a user is invited without having answered. */
  invitations(userId: string): SimItem[];
  /** Items, in whatever state, on which a user or a group has a collaboration of its own, accepted or not. */
  collaboratedBy(partyId: string): SimItem[];
  /** Items of an owner that were put into the trash themselves, and not with a folder above them. */
  trashed(ownerId: string): SimItem[];
  /** What ends some day by itself. */
  readonly deadlines: Deadlines;
  /** The items that are kept, in whatever state: all that ever changed, and all that are new. */
  touched(): Iterable<SimItem>;
  /** The ids of all folders or files that were drawn or are new, in whatever state. */
  allIds(type: 'file' | 'folder'): Iterable<string>;
  allActive(type: 'file' | 'folder'): Iterable<SimItem>;
  /** Puts an item elsewhere; what lies in it gets the same new owner. */
  move(item: SimItem, to: { readonly parentId: string; readonly ownerId: string }): void;
  /** Ends an item and all that went into the trash with it, for good. */
  purge(item: SimItem): void;
}

/** What an item begins with; the rest is as new. */
export type NewItem = Pick<SimItem, 'name' | 'parentId' | 'ownerId' | 'size'> &
  Partial<Pick<SimItem, 'createdBy' | 'description' | 'url' | 'classification'>>;

const FIRST_NEW = 990_000_000_000;
const FIRST_NEW_USER = 15_000_000;
const FIRST_SERVICE_ACCOUNT = 17_000_000;

/** Draws an enterprise and lets it live. */
export function createWorld(size: EnterpriseSize): World {
  const drawn = drawEnterprise(size);
  const users = new Map(drawn.users.map((user) => [user.id, user]));
  const groups = createGroups(size.seed, drawn.users.filter(isManaged), drawn.users[0]?.createdAt ?? size.startedAt);
  /** All users, until they change. */
  let everybody: readonly SimUser[] | undefined;
  const byLogin = new Map<string, SimUser>();
  let nextUser = FIRST_NEW_USER;
  const services = new Map<string, SimUser>();
  const serviceById = new Map<string, SimUser>();
  const touched = new Map<string, SimItem>();
  /** Items that came into a folder after it was drawn, by folder (roots by owner). */
  const arrived = new Map<string, Set<string>>();
  let shared: Map<string, Set<string>> | undefined;
  let next = FIRST_NEW;

  const placeOf = (ownerId: string, folderId: string): string => (folderId === '0' ? `root/${ownerId}` : folderId);
  /** What is asked for again and again: folders as everything's ancestors, shared files for roots; a few in a hundred. */
  const frequent = new Map<string, SimItem>();
  const drawnItem = (id: string): SimItem | undefined => {
    const known = frequent.get(id);
    if (known) return known;
    const found = drawn.item(id);
    if (found && (found.type === 'folder' || found.collaborations.length > 0)) frequent.set(id, found);
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

  function addServiceAccount(clientId: string): SimUser {
    const account: SimUser = {
      id: String(FIRST_SERVICE_ACCOUNT + services.size),
      login: `AutomationUser_${draw(size.seed, 'service', clientId)}_${services.size}@boxdevedition.com`,
      name: 'Service account',
      role: 'user',
      status: 'active',
      enterprise: ACME,
      createdAt: size.startedAt,
      isServiceAccount: true,
    };
    services.set(clientId, account);
    serviceById.set(account.id, account);
    return account;
  }

  function add(type: SimItem['type'], fields: NewItem, at: number) {
    const id = String(type === 'folder' ? next - 700_000_000_000 : next);
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
      lock: null,
    };
    next += 1;
    touched.set(added.id, added);
    arrive(added);
    return added;
  }

  /** What was drawn into a folder, and what came later: by id, each once, whether it is still there or not. */
  function idsIn(ownerId: string, folderId: string): Iterable<string> {
    const ids = drawn.children(ownerId, folderId);
    const later = arrived.get(placeOf(ownerId, folderId));
    return later ? new Set([...ids, ...later]) : ids;
  }

  function children(ownerId: string, folderId: string): SimItem[] {
    const present: Record<SimItem['type'], SimItem[]> = { folder: [], file: [], web_link: [] };
    for (const id of idsIn(ownerId, folderId)) {
      const child = item(id);
      const isHere = child?.status === 'active' && child.parentId === folderId;
      if (isHere && (folderId !== '0' || child.ownerId === ownerId)) present[child.type].push(child);
    }
    return [...present.folder, ...present.file, ...present.web_link];
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

  /** Everything below a folder, in whatever state unless passed over; from then on it is kept. */
  function* below({ id, type }: SimItem, isPassedOver: (child: SimItem) => boolean = () => false): Iterable<SimItem> {
    if (type !== 'folder') return;
    for (const childId of idsIn('', id)) {
      const child = item(childId);
      if (child?.parentId !== id || isPassedOver(child)) continue;
      touched.set(childId, child);
      yield* below(child, isPassedOver);
      yield child;
    }
  }

  function purgeAllOf(ownerId: string): void {
    const inRoot = [...idsIn(ownerId, '0')].flatMap((id) => item(id) ?? []);
    for (const entry of inRoot.filter((each) => each.ownerId === ownerId && each.parentId === '0')) {
      touched.set(entry.id, entry);
      for (const each of [...below(entry), entry]) each.status = 'purged';
    }
    // What lay in the trash when its folder was purged hangs below no root.
    for (const entry of touched.values()) if (entry.ownerId === ownerId) entry.status = 'purged';
  }

  const partiesOf = (userId: string): Set<string> =>
    new Set([userId, ...groups.memberships({ userId }).map(({ groupId }) => groupId)]);

  function canSee(userId: string, entry: SimItem): boolean {
    if (entry.ownerId === userId) return true;
    const parties = partiesOf(userId);
    return [entry, ...ancestors(entry)].some(({ collaborations }) =>
      collaborations.some(({ party, status }) => parties.has(party.id) && status === 'accepted'),
    );
  }

  function sharedWith(userId: string): SimItem[] {
    shared ??= indexShares();
    const parties = partiesOf(userId);
    const isListed = ({ ownerId, collaborations }: SimItem): boolean =>
      ownerId !== userId &&
      collaborations.some(
        ({ party, status, isAccessOnly }) => parties.has(party.id) && status === 'accepted' && !isAccessOnly,
      );
    const ids = new Set([...parties].flatMap((id) => [...(shared?.get(id) ?? [])]));
    for (const entry of touched.values()) if (isListed(entry)) ids.add(entry.id);
    return [...ids].flatMap((id) => {
      const entry = item(id);
      return entry && isActive(entry) && isListed(entry) ? [entry] : [];
    });
  }

  function collaboratedBy(partyId: string): SimItem[] {
    shared ??= indexShares();
    const ids = new Set([...(shared.get(partyId) ?? []), ...touched.keys()]);
    return [...ids].flatMap((id) => {
      const entry = item(id);
      return entry?.collaborations.some(({ party }) => party.id === partyId) ? [entry] : [];
    });
  }

  const invitations = (userId: string): SimItem[] =>
    collaboratedBy(userId).filter(
      (entry) =>
        isActive(entry) &&
        entry.collaborations.some(({ party, status }) => party.id === userId && status === 'pending'),
    );

  /** Drawn shares by whom they were made with, pending ones too: found once, when the first root is listed. */
  function indexShares(): Map<string, Set<string>> {
    const index = new Map<string, Set<string>>();
    for (const id of drawn.collaboratedIds()) {
      for (const { party } of drawnItem(id)?.collaborations ?? []) {
        index.set(party.id, (index.get(party.id) ?? new Set()).add(id));
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
    groups,
    drawn,
    get users() {
      return list();
    },
    userById: (id) => users.get(id) ?? serviceById.get(id),
    userByLogin,
    addUser,
    removeUser({ id }) {
      purgeAllOf(id);
      users.delete(id);
      everybody = undefined;
    },
    serviceAccount: (clientId) => services.get(clientId),
    addServiceAccount,
    item,
    touch,
    add,
    children,
    ancestors,
    isActive,
    partiesOf,
    canSee,
    sharedWith,
    invitations,
    collaboratedBy,
    trashed: (ownerId) =>
      [...touched.values()].filter((entry) => {
        const parent = item(entry.parentId);
        return entry.ownerId === ownerId && entry.status === 'trashed' && (!parent || isActive(parent));
      }),
    deadlines: createDeadlines(),
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
      // What was put into the trash by itself stays there.
      for (const each of [...below(entry, ({ status }) => status === 'trashed'), entry]) each.status = 'purged';
    },
  };
}

const newIdsFrom = (type: 'file' | 'folder'): number => (type === 'file' ? FIRST_NEW : FIRST_NEW - 700_000_000_000);

/** Whether a user is one of the enterprise that the simulator is about; an app's own account is none. */
export const isManaged = ({ enterprise, isServiceAccount }: SimUser): boolean =>
  enterprise.id === ACME.id && isServiceAccount === undefined;

/** Users of the enterprise that the simulator is about. */
export const managedUsers = (world: World): SimUser[] => world.users.filter(isManaged);
