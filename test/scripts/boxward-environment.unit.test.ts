import { describe, expect, it } from 'vitest';
import { boxwardEnvironment } from '../../scripts/stack/boxward.js';
import { listenOf, localUrl } from '../../scripts/stack/ports.js';
import { checkSettings } from '../../scripts/stack/settings.js';
import { DATA_CENTERS } from '../../src/box/data-centers.js';

const given = {
  databaseUrl: 'postgres://own',
  temporalAddress: '127.0.0.1:7233',
  apiPort: 3000,
  adminToken: 'made-for-this-stack-0001',
  encryptionKey: 'a2V5',
  simulatorUrl: 'http://127.0.0.1:8099',
};

describe('the environment of API and worker', () => {
  it('leaves alone what the user has set', () => {
    const overrides = {
      BOXWARD_PUBLIC_URL: 'https://boxward.example.com',
      BOXWARD_LISTEN: '0.0.0.0:3100',
      BOXWARD_ADMIN_TOKEN: 'the-users-own-token-00001',
      BOXWARD_ENCRYPTION_KEYS: 'mine:a2V5',
      BOXWARD_EVENT_POLL_MAX_MS: '9000',
    };
    expect(boxwardEnvironment({ ...given, overrides })).toMatchObject(overrides);
  });

  it('is of this stack where the user has set nothing', () => {
    expect(boxwardEnvironment(given)).toMatchObject({
      BOXWARD_PUBLIC_URL: 'http://127.0.0.1:3000',
      BOXWARD_LISTEN: '127.0.0.1:3000',
      BOXWARD_ADMIN_TOKEN: given.adminToken,
      BOXWARD_ENCRYPTION_KEYS: 'local:a2V5',
      BOX_CLIENT_ID: DATA_CENTERS.US1,
      BOX_WEB_URL: given.simulatorUrl,
    });
    const withUi = { ...given, temporalUiUrl: 'http://127.0.0.1:8233' };
    expect(boxwardEnvironment(withUi)).toMatchObject({ BOXWARD_TEMPORAL_UI_URL: 'http://127.0.0.1:8233' });
    expect(boxwardEnvironment(given)).not.toHaveProperty('BOXWARD_TEMPORAL_UI_URL');
  });

  it.each(Object.entries(DATA_CENTERS))('with the simulator has the key of the data center %s', (name, key) => {
    expect(boxwardEnvironment({ ...given, overrides: { BOX_DATA_CENTER: name } })).toMatchObject({
      BOX_CLIENT_ID: key,
    });
  });
});

describe('the settings that a stack is started with', () => {
  it.each([
    ['BOX_CLIENT_ID', 'BOX_CLIENT_SECRET'],
    ['BOX_CLIENT_SECRET', 'BOX_CLIENT_ID'],
  ])('may not have %s without %s', (set, missing) => {
    expect(() => checkSettings({ [set]: 'x' })).toThrow(`${missing}: is not set, but ${set} is`);
  });

  it('are refused all at once, before anything is started', () => {
    const wrong = { BOX_DATA_CENTER: 'MOON', BOXWARD_SCAN_SLOTS: 'many', BOXWARD_ADMIN_TOKEN: 'short' };
    for (const name of Object.keys(wrong)) expect(() => checkSettings(wrong)).toThrow(`${name}: `);
  });

  it('may be none at all, or both credentials', () => {
    expect(() => checkSettings({})).not.toThrow();
    expect(() => checkSettings({ BOX_CLIENT_ID: 'x', BOX_CLIENT_SECRET: 'y' })).not.toThrow();
  });
});

describe('where the API listens', () => {
  it.each([
    ['3000', 'http://127.0.0.1:3000'],
    ['0.0.0.0:3000', 'http://127.0.0.1:3000'],
    ['[::]:3000', 'http://[::1]:3000'],
    ['box.local:80', 'http://box.local:80'],
  ])('%s is reached at %s', (listen, url) => {
    expect(localUrl(listen)).toBe(url);
  });

  it.each(['', 'box.local', '127.0.0.1:0', '127.0.0.1:70000'])('is not "%s"', (text) => {
    expect(() => listenOf(text)).toThrow('BOXWARD_LISTEN must end in a port');
  });
});
