/** Who calls, and as whom. */
import type { FastifyRequest } from 'fastify';
import { ClientError, forbidden, notFound, Unauthorized } from './errors.js';
import type { SimUser } from '../enterprise/model.js';
import type { State } from '../state.js';

/** The account behind the token, and the user it acts as (itself unless `as-user` says otherwise). */
export interface Caller {
  readonly account: SimUser;
  readonly user: SimUser;
}

/** Identifies the caller. Throws what Box answers to a bad token and to a forbidden `as-user`. */
export function callerOf({ world, sessions }: State, request: FastifyRequest): Caller {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? tokenInQuery(request);
  const account = world.userById(sessions.userOf(token ?? '') ?? '');
  if (!account) throw new Unauthorized();
  const header = request.headers['as-user'];
  const asUser = typeof header === 'string' ? header : undefined;
  return { account, user: asUser === undefined ? account : actAs(account, world.userById(asUser)) };
}

/** Downloads alone take their token from the address as well (Box's reference of `GET /files/:id/content`). */
function tokenInQuery({ url }: FastifyRequest): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://box.example');
  return pathname.endsWith('/content') ? (searchParams.get('access_token') ?? undefined) : undefined;
}

/** Only admins act as others; never as oneself; a Co-Admin never as an admin; nobody as somebody deactivated. */
function actAs(account: SimUser, target: SimUser | undefined): SimUser {
  if (account.role === 'user') throw forbidden();
  if (!target || target.enterprise.id !== account.enterprise.id) throw notFound();
  if (target.id === account.id || target.status === 'inactive') throw forbidden();
  if (account.role === 'coadmin' && target.role !== 'user') throw forbidden();
  return target;
}

/** Takes one call out of the minute of the user on whose behalf it is made. Throws 429 with `Retry-After`. */
export function limitRate({ requests, settings }: State, { user }: Caller): void {
  const seconds = requests.take(user.id, settings.rateLimitPerMinute);
  if (seconds > 0) {
    throw new ClientError(429, 'rate_limit_exceeded', 'Request rate limit exceeded, please try again later', {
      'retry-after': String(seconds),
    });
  }
}
