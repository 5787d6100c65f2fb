import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replaceSettings, settingsIn, stackSettings } from '../../scripts/stack/settings.js';

describe('the settings in an environment', () => {
  const environment = {
    PATH: '/bin',
    DATABASE_URL: 'postgres://production',
    TEMPORAL_ADDRESS: 'production:7233',
    TEMPORAL_API_KEY: 'key',
    BOXWARD_SCAN_SLOTS: '',
    BOX_DATA_CENTER: 'EU1',
  };

  it('are the variables of Boxward, Box, Temporal and the database that are not empty', () => {
    expect(settingsIn(environment)).toEqual({
      DATABASE_URL: 'postgres://production',
      TEMPORAL_ADDRESS: 'production:7233',
      TEMPORAL_API_KEY: 'key',
      BOX_DATA_CENTER: 'EU1',
    });
  });

  it('are removed from the environment of a child process unless passed to it', () => {
    expect(replaceSettings({ DATABASE_URL: 'postgres://own' }, environment)).toEqual({
      PATH: '/bin',
      DATABASE_URL: 'postgres://own',
    });
  });
});

describe('the settings passed to API and worker', () => {
  it('include all Temporal settings when its address is given', () => {
    const given = { TEMPORAL_ADDRESS: 'mine:7233', TEMPORAL_NAMESPACE: 'n', TEMPORAL_API_KEY: 'key' };
    expect(stackSettings(given, { withSimulator: true })).toEqual(given);
  });

  it("include no Temporal settings and no Temporal configuration file with the stack's own server", () => {
    const passed = stackSettings(
      { TEMPORAL_API_KEY: 'key', TEMPORAL_NAMESPACE: 'n', BOXWARD_SCAN_SLOTS: '8' },
      { withSimulator: true },
    );
    const { TEMPORAL_CONFIG_FILE, ...rest } = passed;
    expect(rest).toEqual({ BOXWARD_SCAN_SLOTS: '8' });
    expect(TEMPORAL_CONFIG_FILE).toSatisfy((file: string) => !existsSync(file));
  });

  it('include of the Box settings only the data center with the simulator', () => {
    const given = { TEMPORAL_ADDRESS: 'mine:7233', BOX_DATA_CENTER: 'EU1', BOX_API_BASE_URL: 'https://api.box.com' };
    const { BOX_API_BASE_URL, ...rest } = given;
    expect(stackSettings(given, { withSimulator: true })).toEqual(rest);
    expect(stackSettings(given, { withSimulator: false })).toEqual({ ...rest, BOX_API_BASE_URL });
  });
});
