import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN, CO_ADMIN } from '../support/accounts.js';
import { CLIENT, clientAt, REDIRECT, type Client } from '../support/client.js';

let simulator: Simulator;
let box: Client;
beforeEach(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterEach(() => simulator.close());

describe('the consent page', () => {
  it('lists what the token will allow and fills in the login', async () => {
    await box.settings({ appName: 'A <b>bold</b> app', signIn: CO_ADMIN });
    const wide = await box.page(box.authorizeFields());
    expect(wide.body).toContain('A &lt;b&gt;bold&lt;/b&gt; app');
    expect(wide.body).toContain('value="coadmin@acme.example"');
    expect(wide.body).toContain('Manage your company’s groups');
    const narrow = await box.page(box.authorizeFields({ scope: 'root_readonly' }));
    expect(narrow.body).toContain('Read all files and folders');
    expect(narrow.body).not.toContain('Manage your company’s groups');
  });

  it('shows an error when the login is unknown', async () => {
    const { status, body } = await box.press(box.authorizeFields(), 'nobody@acme.example');
    expect([status, body]).toEqual([200, expect.stringContaining('Invalid login credentials.')]);
  });

  it('redirects with an error and the unchanged state when the person denies', async () => {
    const state = 'a b&c=ü';
    const { headers } = await box.press(box.authorizeFields({ state }), ADMIN, 'deny');
    const target = new URL(headers.get('location')!);
    expect(target.href.startsWith(REDIRECT)).toBe(true);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      state,
      error: 'access_denied',
      error_description: 'The user denied access to your application',
    });
  });

  it('does not redirect when the administrator disables unpublished apps', async () => {
    await box.settings({ appRestriction: { enabled: true, allowedClientIds: [] } });
    for (const { headers, body } of [
      await box.page(box.authorizeFields()),
      await box.press(box.authorizeFields(), ADMIN),
    ]) {
      expect(headers.get('location')).toBeNull();
      expect(body).toContain('Disabled by Administrator');
      expect(body).toContain(CLIENT.client_id);
    }
  });

  it('shows an error for an unregistered or missing redirect URI, and does not redirect', async () => {
    await box.settings({ redirectUris: [REDIRECT, 'https://app.example/callback'] });
    const mismatch = await box.page(box.authorizeFields({ redirect_uri: 'https://evil.example/' }));
    expect(mismatch.body).toContain('redirect_uri_mismatch');
    const missing = await box.press(box.authorizeFields({ redirect_uri: '' }), ADMIN);
    expect(missing.headers.get('location')).toBeNull();
    expect(missing.body).toContain('redirect_uri_missing');
    expect(await box.code(ADMIN)).not.toBe('');
  });

  it('redirects to the only registered redirect URI when the request names none', async () => {
    await box.settings({ redirectUris: ['https://app.example/callback'] });
    const { headers } = await box.press(box.authorizeFields({ redirect_uri: '' }), ADMIN);
    expect(headers.get('location')).toMatch(/^https:\/\/app\.example\/callback\?state=s&code=/);
  });
});
