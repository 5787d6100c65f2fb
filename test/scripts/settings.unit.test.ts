import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onlyWith, settingsIn, stackSettings } from '../../scripts/stack/settings.js';

describe('the settings around a stack', () => {
  const around = {
    PATH: '/bin',
    DATABASE_URL: 'postgres://production',
    TEMPORAL_ADDRESS: 'production:7233',
    TEMPORAL_API_KEY: 'key',
    BOXWARD_SCAN_SLOTS: '',
    BOX_DATA_CENTER: 'EU1',
  };

  it('are what is set of ours; an empty variable is not set', () => {
    expect(settingsIn(around)).toEqual({
      DATABASE_URL: 'postgres://production',
      TEMPORAL_ADDRESS: 'production:7233',
      TEMPORAL_API_KEY: 'key',
      BOX_DATA_CENTER: 'EU1',
    });
  });

  it('do not reach a process that is not given them', () => {
    expect(onlyWith({ DATABASE_URL: 'postgres://own' }, around)).toEqual({
      PATH: '/bin',
      DATABASE_URL: 'postgres://own',
    });
  });
});

describe('what API and worker see of the settings', () => {
  it('is all of Temporal when its address is given', () => {
    const given = { TEMPORAL_ADDRESS: 'mine:7233', TEMPORAL_NAMESPACE: 'n', TEMPORAL_API_KEY: 'key' };
    expect(stackSettings(given, { withSimulator: true })).toEqual(given);
  });

  it("is nothing of Temporal, its configuration file included, with a Temporal of the stack's own", () => {
    const seen = stackSettings(
      { TEMPORAL_API_KEY: 'key', TEMPORAL_NAMESPACE: 'n', BOXWARD_SCAN_SLOTS: '8' },
      { withSimulator: true },
    );
    const { TEMPORAL_CONFIG_FILE, ...rest } = seen;
    expect(rest).toEqual({ BOXWARD_SCAN_SLOTS: '8' });
    expect(TEMPORAL_CONFIG_FILE).toSatisfy((file: string) => !existsSync(file));
  });

  it('is nothing of the real Box with the simulator, but for the data center', () => {
    const given = { TEMPORAL_ADDRESS: 'mine:7233', BOX_DATA_CENTER: 'EU1', BOX_API_BASE_URL: 'https://api.box.com' };
    const { BOX_API_BASE_URL, ...rest } = given;
    expect(stackSettings(given, { withSimulator: true })).toEqual(rest);
    expect(stackSettings(given, { withSimulator: false })).toEqual({ ...rest, BOX_API_BASE_URL });
  });
});
