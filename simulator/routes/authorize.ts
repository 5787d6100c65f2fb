/** Sign-in and consent. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Scope, SCOPES } from '../box/auth/app-settings.js';
import { consentPage, disabledPage, messagePage } from '../box/auth/consent-pages.js';
import { resolveRedirectUri } from '../box/auth/redirect-uri.js';
import { type Form, parseForm } from '../box/http/form.js';
import { allUsers, userByLogin } from '../enterprise/world/users.js';
import type { State } from '../state.js';

/** Registers the authorize page ("OAuth 2.0 without SDKs", Box's guide). */
export function authorizeRoutes(app: FastifyInstance, state: State): void {
  const { world, sessions, settings } = state;

  app.get('/api/oauth2/authorize', (request, reply) => {
    const form = parseForm(request.query);
    return endFlow(form, reply) ?? html(reply, consent(form, settings.signIn));
  });

  app.post('/api/oauth2/authorize', (request, reply) => {
    const form = parseForm(request.body);
    const endPage = endFlow(form, reply);
    if (endPage) return endPage;
    const { login = '' } = form;
    const user = form['consent'] === 'grant' ? userByLogin(world, login) : null;
    if (user !== null && user?.status !== 'active') {
      return html(reply, consent(form, login, 'Invalid login credentials.'));
    }
    const redirect = resolveRedirectUri(form['redirect_uri'], settings.redirectUris);
    // A missing redirect URI is only an error once the user has decided, as at Box.
    if (redirect.kind !== 'found') return html(reply, messagePage(redirect.kind));
    const target = new URL(redirect.uri);
    if (form['state'] !== undefined) target.searchParams.set('state', form['state']);
    if (user === null) {
      target.searchParams.set('error', 'access_denied');
      target.searchParams.set('error_description', 'The user denied access to your application');
    } else {
      const subject = { userId: user.id, clientId: form['client_id'] ?? '', scopes: requestedScopes(form) };
      target.searchParams.set('code', sessions.issueCode(subject, redirect.uri));
    }
    return reply.redirect(target.toString(), 302);
  });

  const consent = (form: Form, login: string, error: string | null = null): string =>
    consentPage({ appName: settings.appName, scopes: requestedScopes(form), form, login, error });

  /** The app's scopes, limited to those that the request names. */
  function requestedScopes({ scope }: Form): Scope[] {
    const requested: readonly string[] = scope ? scope.split(' ') : SCOPES;
    return settings.scopes.filter((each) => requested.includes(each));
  }

  /** Sends the page with which Box ends the flow without a redirect; undefined if the flow continues. */
  function endFlow(form: Form, reply: FastifyReply): FastifyReply | undefined {
    const { appRestriction, redirectUris } = settings;
    const { client_id: clientId = '' } = form;
    if (appRestriction.enabled && !appRestriction.allowedClientIds.includes(clientId)) {
      return html(reply, disabledPage(allUsers(world)[0]?.login ?? '', clientId));
    }
    if (clientId === '') return html(reply, messagePage('invalid_client'));
    if (form['response_type'] !== 'code') return html(reply, messagePage('unsupported_response_type'));
    const { kind } = resolveRedirectUri(form['redirect_uri'], redirectUris);
    return kind === 'redirect_uri_mismatch' ? html(reply, messagePage(kind)) : undefined;
  }
}

function html(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}
