/** Issuing, refreshing and revoking tokens. */
import type { FastifyInstance } from 'fastify';
import { readAssertion } from '../box/auth/jwt-assertion.js';
import type { IssuedTokens } from '../box/auth/tokens.js';
import { OAuthError } from '../box/http/errors.js';
import { type Form, parseForm } from '../box/http/form.js';
import { serviceAccountOf } from '../commands/tokens.js';
import type { SimUser } from '../enterprise/model.js';
import { allUsers, isManaged, userById } from '../enterprise/world/users.js';
import type { State } from '../state.js';

/** Registers the token and revocation endpoints. Errors are those in Box's guides to OAuth 2.0 and JWT. */
export function oauthRoutes(app: FastifyInstance, state: State): void {
  const { world, sessions, settings, clock } = state;
  /** Expiry of used assertions in epoch seconds, by `jti`. */
  const assertionsUsed = new Map<string, number>();

  app.post('/oauth2/token', (request) => {
    const form = parseForm(request.body);
    const clientId = checkClient(form);
    switch (form['grant_type']) {
      case 'authorization_code': {
        const by = { clientId, redirectUri: form['redirect_uri'] };
        const tokens = sessions.redeemCode(form['code'] ?? '', by);
        if (!tokens) throw new OAuthError('invalid_grant', "Auth code doesn't exist or is invalid for the client");
        return tokenResponse(tokens);
      }
      case 'refresh_token': {
        const by = { clientId, grace: settings.refreshGrace };
        const tokens = sessions.refresh(form['refresh_token'] ?? '', by);
        if (tokens === 'expired') throw new OAuthError('invalid_grant', 'Refresh token has expired');
        if (!tokens) throw new OAuthError('invalid_grant', 'Invalid refresh token');
        return tokenResponse(tokens);
      }
      case 'client_credentials':
        return tokenResponse(issueServerToken(clientId, form['box_subject_type'] ?? '', form['box_subject_id'] ?? ''));
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer': {
        const { box_sub_type: type, sub, jti, exp } = readAssertion(form['assertion'] ?? '', clientId, clock.now());
        if (assertionsUsed.has(jti)) throw new OAuthError('invalid_grant', "A unique 'jti' value is required.");
        // Forget expired assertions: they are rejected for their expiry.
        for (const [used, end] of assertionsUsed) if (end * 1000 <= clock.now()) assertionsUsed.delete(used);
        assertionsUsed.set(jti, exp);
        return tokenResponse(issueServerToken(clientId, type, sub));
      }
      default:
        throw new OAuthError('unsupported_grant_type', 'Grant type is not supported');
    }
  });

  app.post('/oauth2/revoke', (request, reply) => {
    const form = parseForm(request.body);
    sessions.revoke(form['token'] ?? '', checkClient(form));
    return reply.code(200).send('');
  });

  /** The app's id. Throws `invalid_client` unless its secret is right. */
  function checkClient({ client_id: clientId, client_secret: secret }: Form): string {
    if (!clientId || secret !== state.clientSecret) {
      throw new OAuthError('invalid_client', 'The client credentials are not valid');
    }
    return clientId;
  }

  /** A token by server authentication, for the app's service account or a managed user. */
  function issueServerToken(clientId: string, subjectType: string, subjectId: string): IssuedTokens {
    const { serverAuth, appRestriction, scopes } = settings;
    if (serverAuth === 'off') {
      throw new OAuthError('invalid_request', 'The grant type is unauthorized for this client_id');
    }
    const isDisabled = appRestriction.enabled && !appRestriction.allowedClientIds.includes(clientId);
    if (serverAuth === 'unauthorized' || isDisabled) {
      throw new OAuthError('unauthorized_client', 'This app is not authorized by the enterprise');
    }
    const user =
      subjectType === 'enterprise' ? serviceAccount(clientId, subjectId) : managedUser(subjectType, subjectId);
    if (user?.status !== 'active') throw new OAuthError('invalid_grant', 'Grant credentials are invalid');
    return sessions.issueAccess({ userId: user.id, clientId, scopes });
  }

  const serviceAccount = (clientId: string, enterpriseId: string) =>
    enterpriseId === allUsers(world)[0]?.enterprise.id ? serviceAccountOf(state, clientId) : undefined;

  function managedUser(subjectType: string, userId: string): SimUser | undefined {
    const user = subjectType === 'user' ? userById(world, userId) : undefined;
    return user && isManaged(user) ? user : undefined;
  }
}

function tokenResponse({ accessToken, refreshToken, expiresInSeconds }: IssuedTokens): Record<string, unknown> {
  return {
    access_token: accessToken,
    expires_in: expiresInSeconds,
    restricted_to: [],
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    token_type: 'bearer',
  };
}
