import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { anyObject } from '../support/schemas.js';

let box: AdminSession;
beforeAll(async () => {
  box = await startAdminSession({ users: 12, files: 3000, seed: 2 });
});
afterAll(() => box.close());

const page = async () => {
  const response = await fetch(`${box.url}/_sim/`);
  expect(response.headers.get('content-type')).toContain('text/html');
  return response.text();
};

describe('the overview page', () => {
  it('shows the users, and that there are no faults and no activity', async () => {
    const html = await page();
    const [admin] = await box.controls.truthUsers();
    expect(html).toContain(admin!.login);
    expect(html).toContain('and 4 more');
    expect(html).toContain('No active faults.');
    expect(html).toContain('Stopped.');
    expect(html).toContain(new Date(await box.now()).toISOString().slice(0, 10));
  });

  it('shows the requests, the faults and the generated activity', async () => {
    for (let i = 0; i < 7; i += 1) await box.api('/users/me');
    await box.controls.fault({ kind: '500', route: 'GET /2.0/<files>', rate: 0.25 });
    await box.control(anyObject, 'POST', '/life', { perMinute: 40, seed: 9 });
    const html = await page();
    expect(html).toMatch(/GET \/2\.0\/users\/me<\/td><td class="number">7</);
    expect(html).toMatch(/<rect[^>]*><title>\d\d:\d\d: \d/);
    expect(html).toContain('25 %');
    expect(html).toContain('GET /2.0/&lt;files&gt;');
    expect(html).toContain('40 actions per minute (seed 9)');
  });

  it('loads nothing from elsewhere', async () => {
    expect(await page()).not.toMatch(/(src|href)=|url\(|@import|<script/);
  });
});

describe('a link to an item in the web app', () => {
  it('shows the name of the item, escaped', async () => {
    const item = (await box.controls.truthFiles()).find(({ name }) => name.includes('<b>'))!;
    const response = await fetch(`${box.url}/file/${item.fileId}`);
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain('&lt;b&gt;');
    expect(html).not.toContain('<b>');
  });

  it('returns 404 for an unknown item', async () => {
    expect((await fetch(`${box.url}/file/1`)).status).toBe(404);
    expect((await fetch(`${box.url}/folder/900000000000`)).status).toBe(404);
  });
});
