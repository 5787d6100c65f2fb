/** The caller of a request, and the user that it acts as. */
import type { FastifyRequest } from 'fastify';
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { userById } from '../../enterprise/world/users.js';
import type { State } from '../../state.js';
import { forbidden, notFound, Unauthorized } from '../http/errors.js';
import type { Scope } from './app-settings.js';
import { hasPrivilege } from './privileges.js';

/** The account of the token, and the user that it acts as: itself, or the one in the `as-user` header. */
export interface Caller {
  readonly account: SimUser;
  readonly user: SimUser;
  /** The app that the token was issued to. */
  readonly clientId: string;
  /** The scopes of the token. */
  readonly scopes: readonly Scope[];
}

/** Callers of requests in progress. A request keeps its caller even if it revokes its own token. */
const callers = new WeakMap<FastifyRequest, Caller>();

/** Identifies the caller. Throws Box's error for an invalid token or a forbidden `as-user`. */
export function authenticate(state: State, request: FastifyRequest): Caller {
  const cached = callers.get(request);
  if (cached) return cached;
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

/** The token in a request's `Authorization` header. */
export const bearerToken = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];

/** Only downloads accept the token in the query as well (`GET /files/:id/content`, Box's reference). */
function tokenInQuery({ url }: FastifyRequest): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://box.example');
  return pathname.endsWith('/content') ? (searchParams.get('access_token') ?? undefined) : undefined;
}

/** The caller of a request after `authenticate`; undefined if it failed, or for a request outside the API. */
export const authenticatedCaller = (request: FastifyRequest): Caller | undefined => callers.get(request);

/**
 * The user to act as. By Box's guides to As-User, the app's switch must be on, and the caller must be an Admin, a
 * service account, or a Co-Admin who manages users. The target must not be the caller itself, a service account or a
 * deactivated user; for a Co-Admin, it must not be an admin.
 */
function actAs({ world, settings }: State, account: SimUser, id: string): SimUser {
  if (!settings.asUserSwitch || !hasPrivilege(settings, account, 'Manage Users')) throw forbidden();
  const target = userById(world, id);
  if (target?.enterprise.id !== account.enterprise.id) throw notFound();
  if (target.id === account.id || target.isServiceAccount || target.status === 'inactive') throw forbidden();
  if (account.role === 'coadmin' && target.role !== 'user') throw forbidden();
  return target;
}

/** Whether `as-user` hides an item: it only shows items that the account's enterprise owns. */
export function isHiddenByAsUser(
  { world }: State,
  { account, user }: Pick<Caller, 'account' | 'user'>,
  { ownerId }: Pick<SimItem, 'ownerId'>,
): boolean {
  const owner = userById(world, ownerId);
  return user !== account && owner !== undefined && owner.enterprise.id !== account.enterprise.id;
}
