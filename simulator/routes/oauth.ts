/** Sign-in, consent and tokens. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { OAuthError } from '../box/errors.js';
import { consentPage, disabledPage, messagePage } from '../box/pages.js';
import type { IssuedTokens } from '../box/sessions.js';
import type { State } from '../state.js';

type Fields = Record<string, string | undefined>;

/** Registers the authorize page, the token endpoint and revocation. */
export function oauthRoutes(app: FastifyInstance, state: State): void {
  const { world, sessions, settings } = state;

  app.get<{ Querystring: Fields }>('/api/oauth2/authorize', (request, reply) => {
    const { query } = request;
    return endsHere(query, reply) ?? html(reply, consentPage(query, settings.signIn));
  });

  app.post<{ Body: Fields }>('/api/oauth2/authorize', (request, reply) => {
    const fields = request.body;
    const ended = endsHere(fields, reply);
    if (ended) return ended;
    const target = new URL(fields['redirect_uri'] ?? '');
    if (fields['state'] !== undefined) target.searchParams.set('state', fields['state']);
    if (fields['consent'] !== 'grant') {
      target.searchParams.set('error', 'access_denied');
      target.searchParams.set('error_description', 'The user denied access to your application');
      return reply.redirect(target.toString(), 302);
    }
    const user = world.userByLogin(fields['login'] ?? '');
    if (user?.status !== 'active') {
      return html(reply, consentPage(fields, fields['login'] ?? '', 'Invalid login credentials.'));
    }
    target.searchParams.set('code', sessions.issueCode(user.id, fields['client_id'] ?? ''));
    return reply.redirect(target.toString(), 302);
  });

  app.post<{ Body: Fields }>('/oauth2/token', (request) => {
    const fields = request.body;
    checkClient(fields);
    switch (fields['grant_type']) {
      case 'authorization_code': {
        const tokens = sessions.redeemCode(fields['code'] ?? '', fields['client_id'] ?? '');
        if (!tokens) throw new OAuthError('invalid_grant', "Auth code doesn't exist or is invalid for the client");
        return issued(tokens);
      }
      case 'refresh_token': {
        const tokens = sessions.refresh(fields['refresh_token'] ?? '');
        if (tokens === 'expired') throw new OAuthError('invalid_grant', 'Refresh token has expired');
        if (!tokens) throw new OAuthError('invalid_grant', 'Invalid refresh token');
        return issued(tokens);
      }
      default:
        throw new OAuthError('unsupported_grant_type', 'Grant type is not supported');
    }
  });

  app.post<{ Body: Fields }>('/oauth2/revoke', (request, reply) => {
    checkClient(request.body);
    sessions.revoke(request.body['token'] ?? '');
    return reply.code(200).send('');
  });

  /** Pages on which Box ends the flow: nothing comes back to the app. */
  function endsHere(fields: Fields, reply: FastifyReply): FastifyReply | undefined {
    const { appRestriction } = settings;
    const clientId = fields['client_id'] ?? '';
    if (appRestriction.enabled && !appRestriction.allowedClientIds.includes(clientId)) {
      return html(reply, disabledPage(world.users[0]?.login ?? '', clientId));
    }
    if (fields['response_type'] !== 'code') return html(reply, messagePage('unsupported_response_type'));
    if (!isHttpUrl(fields['redirect_uri'])) return html(reply, messagePage('redirect_uri_missing'));
    return undefined;
  }

  function checkClient(fields: Fields): void {
    if (!fields['client_id'] || fields['client_secret'] !== state.clientSecret) {
      throw new OAuthError('invalid_client', 'The client credentials are not valid');
    }
  }

  function issued({ accessToken, refreshToken, expiresInSeconds }: IssuedTokens): Record<string, unknown> {
    return {
      access_token: accessToken,
      expires_in: expiresInSeconds,
      restricted_to: [],
      refresh_token: refreshToken,
      token_type: 'bearer',
    };
  }
}

function html(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

function isHttpUrl(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
