import { describe, expect, it } from 'vitest';
import { boxwardEnvironment } from '../../scripts/stack/boxward.js';
import { listenOf, localUrl } from '../../scripts/stack/ports.js';
import { checkSettings } from '../../scripts/stack/settings.js';
import { DATA_CENTERS } from '../../src/box/data-centers.js';

const given = {
  databaseUrl: 'postgres://own',
  temporalAddress: '127.0.0.1:7233',
  apiPort: 3000,
  adminToken: 'generated-for-this-stack-0001',
  encryptionKey: 'a2V5',
  simulatorUrl: 'http://127.0.0.1:8099',
};

describe('the environment of API and worker', () => {
  it('keeps the variables that the user has set', () => {
    const overrides = {
      BOXWARD_PUBLIC_URL: 'https://boxward.example.com',
      BOXWARD_LISTEN: '0.0.0.0:3100',
      BOXWARD_ADMIN_TOKEN: 'the-users-own-token-00001',
      BOXWARD_ENCRYPTION_KEYS: 'mine:a2V5',
      BOXWARD_EVENT_POLL_MAX_MS: '9000',
    };
    expect(boxwardEnvironment({ ...given, overrides })).toMatchObject(overrides);
  });

  it('is that of this stack for variables that the user has not set', () => {
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

  it.each(Object.entries(DATA_CENTERS))('contains the API key of data center %s with the simulator', (name, key) => {
    expect(boxwardEnvironment({ ...given, overrides: { BOX_DATA_CENTER: name } })).toMatchObject({
      BOX_CLIENT_ID: key,
    });
  });
});

describe('the settings of a stack', () => {
  it.each([
    ['BOX_CLIENT_ID', 'BOX_CLIENT_SECRET'],
    ['BOX_CLIENT_SECRET', 'BOX_CLIENT_ID'],
  ])('are rejected if they have %s without %s', (set, missing) => {
    expect(() => checkSettings({ [set]: 'x' })).toThrow(`${missing}: is not set, but ${set} is`);
  });

  it('are all checked at once: the error names every wrong one', () => {
    const wrong = { BOX_DATA_CENTER: 'MOON', BOXWARD_SCAN_SLOTS: 'many', BOXWARD_ADMIN_TOKEN: 'short' };
    for (const name of Object.keys(wrong)) expect(() => checkSettings(wrong)).toThrow(`${name}: `);
  });

  it('are accepted when empty, or with both Box credentials', () => {
    expect(() => checkSettings({})).not.toThrow();
    expect(() => checkSettings({ BOX_CLIENT_ID: 'x', BOX_CLIENT_SECRET: 'y' })).not.toThrow();
  });
});

describe('the address on which the API listens', () => {
  it.each([
    ['3000', 'http://127.0.0.1:3000'],
    ['0.0.0.0:3000', 'http://127.0.0.1:3000'],
    ['[::]:3000', 'http://[::1]:3000'],
    ['box.local:80', 'http://box.local:80'],
  ])('%s has the URL %s', (listen, url) => {
    expect(localUrl(listen)).toBe(url);
  });

  it.each(['', 'box.local', '127.0.0.1:0', '127.0.0.1:70000'])('is rejected if it is "%s"', (text) => {
    expect(() => listenOf(text)).toThrow('BOXWARD_LISTEN must end in a port');
  });
});
