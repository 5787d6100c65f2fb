/** Changes to the app's tokens and its service account. */
import type { SimUser } from '../enterprise/model.js';
import { addServiceAccount, allUsers, findServiceAccount, userById } from '../enterprise/world/users.js';
import type { State } from '../state.js';

/** Ends all access tokens, or all refresh tokens, and returns how many. */
export function endTokens(
  { sessions, journal }: Pick<State, 'sessions' | 'journal'>,
  kind: 'expireAccessTokens' | 'revokeRefreshTokens',
): number {
  journal.append({ kind });
  return sessions[kind]();
}

/** The service account of an app in the enterprise; created on first use. */
export function serviceAccountOf({ world, journal }: Pick<State, 'world' | 'journal'>, clientId: string): SimUser {
  const existing = findServiceAccount(world, clientId);
  if (!existing) journal.append({ kind: 'serviceAccount', clientId });
  return existing ?? addServiceAccount(world, clientId);
}

/** Records the event of a token issued to the app. Only tokens of the enterprise's own users cause one. */
export function recordTokenIssued(
  { world, events }: Pick<State, 'world' | 'events'>,
  userId: string,
  at: number,
  serviceId: string,
): void {
  const user = userById(world, userId);
  if (!user || user.enterprise.id !== allUsers(world)[0]?.enterprise.id) return;
  events.record({ type: 'USER_AUTHENTICATE_OAUTH2_ACCESS_TOKEN_CREATE', actor: user, user, serviceId }, at);
}
