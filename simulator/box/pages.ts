/** The pages that a person sees on the way to consent. */

/** Text as HTML shows it, in content and in attributes. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) =>
    `&#${sign.charCodeAt(0)};`
      .replace('&#34;', '&quot;')
      .replace('&#38;', '&amp;')
      .replace('&#60;', '&lt;')
      .replace('&#62;', '&gt;'),
  );

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>
body{font:16px/1.5 system-ui,sans-serif;background:#f4f4f4;color:#222;margin:0;display:grid;min-height:100vh;place-items:center}
main{background:#fff;padding:2rem;border-radius:8px;max-width:26rem;box-shadow:0 1px 4px #0003}
h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}
input[type=text],input[type=password]{width:100%;box-sizing:border-box;padding:.5rem;font:inherit;border:1px solid #767676;border-radius:4px}
button{font:inherit;padding:.6rem 1rem;border-radius:4px;border:1px solid #0061d5;margin:1rem .5rem 0 0;cursor:pointer}
button[value=grant]{background:#0061d5;color:#fff}button[value=deny]{background:#fff;color:#0061d5}
.note{color:#555;font-size:.875rem}.error{color:#b3261e}
</style></head><body><main>${body}</main></body></html>`;

/** Sign-in and consent in one: the proposed account, what is asked for, Allow and Deny. */
export function consentPage(
  fields: Record<string, string | undefined>,
  login: string,
  error: string | null = null,
): string {
  const hidden = ['response_type', 'client_id', 'redirect_uri', 'state', 'scope'].flatMap((name) => {
    const value = fields[name];
    return value === undefined ? [] : [`<input type="hidden" name="${name}" value="${escape(value)}">`];
  });
  return page(
    'Grant access to Box',
    `<h1>Boxward would like to access your Box account</h1>
${error ? `<p class="error" role="alert">${escape(error)}</p>` : ''}
<ul><li>See and manage your team’s information</li><li>Read your team’s activity log</li><li>Act as a member of your team</li></ul>
<form method="post" action="/api/oauth2/authorize">${hidden.join('')}
<label for="login">Email</label><input type="text" id="login" name="login" value="${escape(login)}" autocomplete="username">
<label for="password">Password</label><input type="password" id="password" name="password" autocomplete="current-password">
<button name="consent" value="grant">Allow</button><button name="consent" value="deny">Deny</button></form>
<p class="note">This is Boxward’s simulator of Box: any password will do.</p>`,
  );
}

/** Where consent ends when the enterprise disables unpublished apps. */
export function disabledPage(admin: string, clientId: string): string {
  return page(
    'Disabled by Administrator',
    `<h1>Disabled by Administrator</h1><p>This application has been disabled by your administrator.
Contact ${escape(admin)} and name this client id:</p><p><code>${escape(clientId)}</code></p>`,
  );
}

/** Another end of the flow on Box's own page. */
export const messagePage = (error: string): string => page('Error', `<h1>Error</h1><p>${escape(error)}</p>`);
