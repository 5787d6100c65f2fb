/** The pages that a person sees on the way to consent. */
import type { SimItem } from '../../enterprise/model.js';
import type { Form } from '../http/form.js';
import type { Scope } from './app-settings.js';

/** What a consent page shows, and what its form sends along. */
export interface ConsentRequest {
  readonly appName: string;
  readonly scopes: readonly Scope[];
  /** The authorize request. */
  readonly form: Form;
  /** The account proposed. */
  readonly login: string;
  readonly error: string | null;
}

/** Scopes in the words of a person. */
const ASKED: Record<Scope, string> = {
  root_readonly: 'Read all files and folders stored in Box',
  root_readwrite: 'Read and write all files and folders stored in Box',
  manage_managed_users: 'Manage your company’s users',
  manage_app_users: 'Manage the app’s own users',
  manage_groups: 'Manage your company’s groups',
  manage_webhook: 'Be told when files and folders change',
  manage_enterprise_properties: 'Manage your company’s properties, and read its activity log',
  manage_data_retention: 'Manage your company’s retention policies',
  manage_legal_hold: 'Manage your company’s legal holds',
};

/** Sign-in and consent: the proposed account, what is asked for, and the two answers. */
export function consentPage({ appName, scopes, form, login, error }: ConsentRequest): string {
  const hidden = ['response_type', 'client_id', 'redirect_uri', 'state', 'scope'].flatMap((name) => {
    const value = form[name];
    return value === undefined ? [] : [`<input type="hidden" name="${name}" value="${escape(value)}">`];
  });
  const shown = scopes.filter((scope) => scope !== 'root_readonly' || !scopes.includes('root_readwrite'));
  return page(
    'Log in to grant access to Box',
    `<h1>Log in to grant access to Box</h1>
${error ? `<p class="error" role="alert">${escape(error)}</p>` : ''}
<form method="post" action="/api/oauth2/authorize">${hidden.join('')}
<label for="login">Email</label>
<input type="text" id="login" name="login" value="${escape(login)}" autocomplete="username">
<label for="password">Password</label>
<input type="password" id="password" name="password" autocomplete="current-password">
<section><h2>${escape(appName)} would like to:</h2>
<ul>${shown.map((scope) => `<li>${ASKED[scope]}</li>`).join('')}</ul></section>
<button name="consent" value="grant">Grant access to Box</button>
<button name="consent" value="deny">Deny access to Box</button></form>
<p class="note">This is not Box but a simulator of it: any password will do.</p>`,
  );
}

/** Where consent ends when the enterprise disables unpublished apps. */
export function disabledPage(admin: string, clientId: string): string {
  return page(
    'Disabled by Administrator',
    `<h1>Disabled by Administrator</h1>
<p>Your administrator has disabled this application. To use it, send them its client id:</p>
<dl><dt>Administrator</dt><dd>${escape(admin)}</dd><dt>Client id</dt><dd><code>${escape(clientId)}</code></dd></dl>`,
  );
}

/** Another end of the flow on Box's own page. */
export const messagePage = (error: string): string =>
  page('Error', `<h1>Error</h1><p>There is a problem with this link: <code>${escape(error)}</code></p>`);

/** An item in the web app; null is one that is not there, or no longer. */
export const itemPage = (item: Pick<SimItem, 'name' | 'id'> | null): string =>
  item
    ? page(
        item.name,
        `<h1>${escape(item.name)}</h1><p class="note">Item ${escape(item.id)}. This is not Box but a simulator of it: there is no more to see.</p>`,
      )
    : page(
        'Not found',
        '<h1>This page isn’t available</h1><p class="note">The item was moved, deleted, or never was.</p>',
      );

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} | Box</title><style>
body{font:16px/1.5 system-ui,sans-serif;background:#f4f4f4;color:#222;margin:0;padding:2rem 1rem}
header{color:#0061d5;font-size:2rem;font-weight:700;letter-spacing:-.05em;text-align:center}
main{background:#fff;margin:1rem auto;padding:2rem;border:1px solid #e8e8e8;border-radius:8px;max-width:24rem}
h1{font-size:1.25rem;margin:0 0 1rem;text-align:center}h2{font-size:1rem;margin:0}
label{display:block;margin:.75rem 0 .25rem}dt{color:#555}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
input[type=text],input[type=password]{width:100%;box-sizing:border-box;padding:.5rem;font:inherit;border:1px solid #767676;border-radius:4px}
section{margin:1.5rem 0 .5rem}ul{margin:.5rem 0;padding-left:1.25rem}
button{font:inherit;width:100%;padding:.6rem;border-radius:4px;border:1px solid #0061d5;margin:.5rem 0 0;cursor:pointer}
button[value=grant]{background:#0061d5;color:#fff}button[value=deny]{background:#fff;color:#0061d5}
.note{color:#555;font-size:.875rem;text-align:center;margin:1.5rem 0 0}.error{color:#b3261e}
</style></head><body><header>box</header><main>${body}</main></body></html>
`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Text as HTML shows it, in content and in attributes. */
export const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
