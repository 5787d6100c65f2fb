/** The users of all enterprises, and the service accounts of apps. */
import { randomUint32 } from '../../random.js';
import { ACME } from '../enterprises.js';
import type { SimUser } from '../model.js';
import { purgeItemsOf } from './changes.js';
import type { UserStore, World } from './world.js';

const FIRST_NEW_USER = 15_000_000;
const FIRST_SERVICE_ACCOUNT = 17_000_000;

/** A store of the generated users. */
export const createUserStore = (users: readonly SimUser[]): UserStore => ({
  byId: new Map(users.map((user) => [user.id, user])),
  byLogin: new Map(),
  list: null,
  nextId: FIRST_NEW_USER,
  serviceAccountByApp: new Map(),
  serviceAccountById: new Map(),
});

/** The users of all enterprises, without service accounts. The first one is Acme's Admin. */
export function allUsers({ users }: World): readonly SimUser[] {
  users.list ??= [...users.byId.values()];
  return users.list;
}

/** Whether a user is a managed user of Acme. Service accounts are not. */
export const isManaged = ({ enterprise, isServiceAccount }: SimUser): boolean =>
  enterprise.id === ACME.id && isServiceAccount === undefined;

/** Acme's managed users. */
export const managedUsers = (world: World): SimUser[] => allUsers(world).filter(isManaged);

/** The user or service account with an id. */
export const userById = ({ users }: World, id: string): SimUser | undefined =>
  users.byId.get(id) ?? users.serviceAccountById.get(id);

/** The user with a login, which is not case-sensitive. */
export function userByLogin(world: World, login: string): SimUser | undefined {
  const { byId, byLogin } = world.users;
  const key = login.toLowerCase();
  const matches = (user: SimUser) => user.login.toLowerCase() === key;
  const cached = byLogin.get(key);
  if (cached && byId.has(cached.id) && matches(cached)) return cached;
  const found = allUsers(world).find(matches);
  if (found) byLogin.set(key, found);
  return found;
}

/** Adds an active user to Acme. */
export function addUser({ users }: World, fields: Pick<SimUser, 'login' | 'name' | 'createdAt'>): SimUser {
  const user: SimUser = { ...fields, id: String(users.nextId), role: 'user', status: 'active', enterprise: ACME };
  users.nextId += 1;
  users.byId.set(user.id, user);
  users.list = null;
  return user;
}

/** Removes a user, and purges all items that the user owns, in the trash or not. */
export function removeUser(world: World, { id }: SimUser): void {
  purgeItemsOf(world, id);
  world.users.byId.delete(id);
  world.users.list = null;
}

/** The account that Acme created for an app when it authorized the app. */
export const findServiceAccount = ({ users }: World, clientId: string): SimUser | undefined =>
  users.serviceAccountByApp.get(clientId);

/** Creates the service account of an app. */
export function addServiceAccount({ users, size }: World, clientId: string): SimUser {
  const { serviceAccountByApp, serviceAccountById } = users;
  const account: SimUser = {
    id: String(FIRST_SERVICE_ACCOUNT + serviceAccountByApp.size),
    login: `AutomationUser_${randomUint32(size.seed, 'service', clientId)}_${serviceAccountByApp.size}@boxdevedition.com`,
    name: 'Service account',
    role: 'user',
    status: 'active',
    enterprise: ACME,
    createdAt: size.startedAt,
    isServiceAccount: true,
  };
  serviceAccountByApp.set(clientId, account);
  serviceAccountById.set(account.id, account);
  return account;
}
