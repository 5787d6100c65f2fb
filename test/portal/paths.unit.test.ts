import { describe, expect, it } from 'vitest';
import {
  activityLogPath,
  CONNECT_BOX_PATH,
  connectionPath,
  filePath,
  filesPath,
  PATHS,
  signInPath,
} from '../../portal/src/paths.js';

describe('the addresses of the portal', () => {
  it('stay as people have bookmarked them', () => {
    expect(PATHS).toEqual({
      overview: '/',
      connections: '/connections',
      files: '/files',
      activityLog: '/activities',
      signIn: '/sign-in',
    });
    expect(CONNECT_BOX_PATH).toBe('/connections?connect=box');
    expect(connectionPath('c')).toBe('/connections/c');
    expect(filesPath({ access: 'public' })).toBe('/files?access=public');
    expect(filePath({ connectionId: 'c', fileId: '7' })).toBe('/files?connectionId=c&file=c%2F7');
    expect(activityLogPath({ connectionId: 'c', itemId: '7' })).toBe('/activities?connectionId=c&itemId=7');
    expect(signInPath('/files?q=a b')).toBe('/sign-in?to=%2Ffiles%3Fq%3Da%20b');
  });

  it('escape ids', () => {
    expect(connectionPath('a/b?c')).toBe('/connections/a%2Fb%3Fc');
  });
});
