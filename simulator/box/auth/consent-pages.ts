/** Box's sign-in and consent pages. */
import type { Form } from '../http/form.js';
import { escapeHtml, htmlPage } from '../http/html.js';
import type { Scope } from './app-settings.js';

/** What a consent page shows. */
export interface ConsentRequest {
  readonly appName: string;
  readonly scopes: readonly Scope[];
  /** The parameters of the authorize request, which the page's form sends again. */
  readonly form: Form;
  /** The login that the form is filled with. */
  readonly login: string;
  readonly error: string | null;
}

/** What the page says about each scope. */
const SCOPE_TEXTS: Record<Scope, string> = {
  root_readonly: 'Read all files and folders stored in Box',
  root_readwrite: 'Read and write all files and folders stored in Box',
  manage_managed_users: 'Manage your company’s users',
  manage_app_users: 'Manage the app’s own users',
  manage_groups: 'Manage your company’s groups',
  manage_webhook: 'Receive notifications when files and folders change',
  manage_enterprise_properties: 'Manage your company’s properties, and read its activity log',
  manage_data_retention: 'Manage your company’s retention policies',
  manage_legal_hold: 'Manage your company’s legal holds',
};

/** The sign-in form with the requested scopes and the buttons to grant or deny access. */
export function consentPage({ appName, scopes, form, login, error }: ConsentRequest): string {
  const hidden = ['response_type', 'client_id', 'redirect_uri', 'state', 'scope'].flatMap((name) => {
    const value = form[name];
    return value === undefined ? [] : [`<input type="hidden" name="${name}" value="${escapeHtml(value)}">`];
  });
  const shown = scopes.filter((scope) => scope !== 'root_readonly' || !scopes.includes('root_readwrite'));
  return htmlPage(
    'Log in to grant access to Box',
    `<h1>Log in to grant access to Box</h1>
${error ? `<p class="error" role="alert">${escapeHtml(error)}</p>` : ''}
<form method="post" action="/api/oauth2/authorize">${hidden.join('')}
<label for="login">Email</label>
<input type="text" id="login" name="login" value="${escapeHtml(login)}" autocomplete="username">
<label for="password">Password</label>
<input type="password" id="password" name="password" autocomplete="current-password">
<section><h2>${escapeHtml(appName)} would like to:</h2>
<ul>${shown.map((scope) => `<li>${SCOPE_TEXTS[scope]}</li>`).join('')}</ul></section>
<button name="consent" value="grant">Grant access to Box</button>
<button name="consent" value="deny">Deny access to Box</button></form>
<p class="note">This is a simulator of Box: any password is accepted.</p>`,
  );
}

/** The page that ends the flow when the enterprise blocks unpublished apps. */
export function disabledPage(admin: string, clientId: string): string {
  return htmlPage(
    'Disabled by Administrator',
    `<h1>Disabled by Administrator</h1>
<p>Your administrator has disabled this application. To use it, send them its client id:</p>
<dl><dt>Administrator</dt><dd>${escapeHtml(admin)}</dd><dt>Client id</dt><dd><code>${escapeHtml(clientId)}</code></dd></dl>`,
  );
}

/** The page that ends the flow with an error. */
export const messagePage = (error: string): string =>
  htmlPage('Error', `<h1>Error</h1><p>There is a problem with this link: <code>${escapeHtml(error)}</code></p>`);
