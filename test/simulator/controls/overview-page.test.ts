import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSignedIn, type SignedIn } from '../support/signed-in.js';

let box: SignedIn;
beforeAll(async () => {
  box = await startSignedIn({ users: 12, files: 3000, seed: 2 });
});
afterAll(() => box.close());

const page = async () => {
  const response = await fetch(`${box.url}/_sim/`);
  expect(response.headers.get('content-type')).toContain('text/html');
  return response.text();
};

describe('the overview page', () => {
  it('says who is in the enterprise, and that all is quiet', async () => {
    const html = await page();
    const [admin] = await box.controls.truthUsers();
    expect(html).toContain(admin!.login);
    expect(html).toContain('and 4 more');
    expect(html).toContain('None: everything works.');
    expect(html).toContain('Nobody is at work.');
    expect(html).toContain(new Date(box.now()).toISOString().slice(0, 10));
  });

  it('says what was asked, which faults are in force and who is at work', async () => {
    for (let i = 0; i < 7; i += 1) await box.api('/users/me');
    await box.controls.fault({ kind: '500', route: 'GET /2.0/<files>', rate: 0.25 });
    await box.sim('POST', '/life', { perMinute: 40, seed: 9 });
    const html = await page();
    expect(html).toMatch(/GET \/2\.0\/users\/me<\/td><td class="number">7</);
    expect(html).toMatch(/<rect[^>]*><title>\d\d:\d\d: \d/);
    expect(html).toContain('25 %');
    expect(html).toContain('GET /2.0/&lt;files&gt;');
    expect(html).toContain('People do 40 things a minute (seed 9)');
  });

  it('needs nothing from elsewhere', async () => {
    expect(await page()).not.toMatch(/(src|href)=|url\(|@import|<script/);
  });
});

describe('a link into the web app', () => {
  it('leads to a page with the name of the item, as text', async () => {
    const item = (await box.controls.truthFiles()).find(({ name }) => name.includes('<b>'))!;
    const answer = await fetch(`${box.url}/file/${item.fileId}`);
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('&lt;b&gt;');
    expect(html).not.toContain('<b>');
  });

  it('says so where there is no such item', async () => {
    expect((await fetch(`${box.url}/file/1`)).status).toBe(404);
    expect((await fetch(`${box.url}/folder/900000000000`)).status).toBe(404);
  });
});
