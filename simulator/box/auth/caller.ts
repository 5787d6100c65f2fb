/** Who calls, and as whom. */
import type { FastifyRequest } from 'fastify';
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { userById } from '../../enterprise/world/users.js';
import type { State } from '../../state.js';
import { forbidden, notFound, Unauthorized } from '../http/errors.js';
import type { Scope } from './app-settings.js';
import { hasPrivilege } from './privileges.js';

/** The account behind the token, and the user it acts as (itself unless `as-user` says otherwise). */
export interface Caller {
  readonly account: SimUser;
  readonly user: SimUser;
  /** The app that the token was given to, and what the token allows. */
  readonly clientId: string;
  readonly scopes: readonly Scope[];
}

/** Callers of requests in progress: a request has one, whatever it does to its own token. */
const callers = new WeakMap<FastifyRequest, Caller>();

/** Identifies the caller. Throws what Box answers to a bad token and to a forbidden `as-user`. */
export function authenticate(state: State, request: FastifyRequest): Caller {
  const known = callers.get(request);
  if (known) return known;
  const token = bearerToken(request) ?? tokenInQuery(request) ?? '';
  const grant = state.sessions.grantOf(token);
  const account = grant && userById(state.world, grant.userId);
  if (!account) throw new Unauthorized();
  const asUser = request.headers['as-user'];
  const user = typeof asUser === 'string' ? actAs(state, account, asUser) : account;
  const caller = { account, user, clientId: grant.clientId, scopes: grant.scopes };
  callers.set(request, caller);
  return caller;
}

/** The token in a request's header. */
export const bearerToken = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];

/** Downloads alone take their token from the address as well (Box's reference of `GET /files/:id/content`). */
function tokenInQuery({ url }: FastifyRequest): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://box.example');
  return pathname.endsWith('/content') ? (searchParams.get('access_token') ?? undefined) : undefined;
}

/** The caller of a request, once it was identified; undefined for one that was refused, or is no call of the API. */
export const authenticatedCaller = (request: FastifyRequest): Caller | undefined => callers.get(request);

/**
 * The user to act as, by Box's guides to As-User: the app's switch must be on, the caller an Admin, an app's own
 * account, or a Co-Admin who manages users; never as oneself or an app's account, never a Co-Admin as an Admin, and
 * nobody as somebody deactivated.
 */
function actAs({ world, settings }: State, account: SimUser, id: string): SimUser {
  if (!settings.asUserSwitch || !hasPrivilege(settings, account, 'Manage Users')) throw forbidden();
  const target = userById(world, id);
  if (target?.enterprise.id !== account.enterprise.id) throw notFound();
  if (target.id === account.id || target.isServiceAccount || target.status === 'inactive') throw forbidden();
  if (account.role === 'coadmin' && target.role !== 'user') throw forbidden();
  return target;
}

/** Whether `as-user` hides an item: it shows what the enterprise owns, and not what others share with the user. */
export function isHiddenByAsUser(
  { world }: State,
  { account, user }: Pick<Caller, 'account' | 'user'>,
  { ownerId }: Pick<SimItem, 'ownerId'>,
): boolean {
  const owner = userById(world, ownerId);
  return user !== account && owner !== undefined && owner.enterprise.id !== account.enterprise.id;
}
