import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collaboratorsOf,
  exposureOf,
  EXPOSURES,
  fileSharing,
  inheritSharing,
  LINK_ACCESSES,
  NO_SHARING,
  type OwnSharing,
  type Sharing,
} from '../../src/domain/exposure.js';

const link = fc.record({
  url: fc.constant('https://x'),
  access: fc.constantFrom(...LINK_ACCESSES),
  passwordProtected: fc.boolean(),
});
const own: fc.Arbitrary<OwnSharing> = fc.record({
  link: fc.option(link),
  collaborators: fc.record({ internal: fc.boolean(), external: fc.boolean() }),
});
/** The own sharing of up to six nested folders, the top one first. */
const folders = fc.array(own, { maxLength: 6 });

/** The sharing in force in the last of these nested folders. */
const sharingIn = (chain: readonly OwnSharing[]): Sharing =>
  chain.reduce((sharing, each, i) => inheritSharing(sharing, { ...each, id: `folder-${i}` }), NO_SHARING);

describe('the exposure of a file', () => {
  it('is never lower than that of its folder', () => {
    fc.assert(
      fc.property(folders, own, (chain, file) => {
        const ofFolder = exposureOf(sharingIn(chain), true);
        const ofFile = exposureOf(fileSharing(sharingIn(chain), file), true);
        expect(EXPOSURES.indexOf(ofFile)).toBeGreaterThanOrEqual(EXPOSURES.indexOf(ofFolder));
      }),
    );
  });

  it('is public exactly if the file or a folder above has an open link', () => {
    fc.assert(
      fc.property(folders, own, (chain, file) => {
        const isOpen = [...chain, file].some((each) => each.link?.access === 'open');
        expect(exposureOf(fileSharing(sharingIn(chain), file), true) === 'public').toBe(isOpen);
      }),
    );
  });

  it('is at least external if the owner is not a managed user', () => {
    fc.assert(
      fc.property(folders, (chain) => {
        expect(['external', 'public']).toContain(exposureOf(sharingIn(chain), false));
      }),
    );
    expect(exposureOf(NO_SHARING, false)).toBe('external');
  });
});

describe('the link in force', () => {
  const open = { url: 'u', access: 'open', passwordProtected: false } as const;
  const withPassword = { ...open, passwordProtected: true };
  const nobody = { internal: false, external: false };
  const sharing = sharingIn([
    { link: open, collaborators: nobody },
    { link: withPassword, collaborators: nobody },
  ]);

  it('is the most open one, with the folder that carries it', () => {
    expect(sharing.link?.inheritedFrom).toBe('folder-0');
    expect(fileSharing(sharing, { link: withPassword, collaborators: nobody }).link?.inheritedFrom).toBe('folder-0');
  });

  it('is the nearest of those that are equally open', () => {
    expect(fileSharing(sharing, { link: open, collaborators: nobody }).link?.inheritedFrom).toBeNull();
  });
});

describe('access through collaborations', () => {
  const isManaged = (id: string) => id === 'colleague';
  const collaboration = (id: string, status: string, type: 'user' | 'group' = 'user') => ({
    status,
    role: 'editor',
    accessibleBy: { type, id, name: id, login: null },
    inviteEmail: null,
  });

  it('comes from accepted collaborations only', () => {
    const pending = [collaboration('stranger', 'pending')];
    expect(collaboratorsOf(pending, isManaged)).toEqual({ internal: false, external: false });
  });

  it('is internal for managed users and groups, external for all other users', () => {
    const stranger = collaboration('stranger', 'accepted');
    const colleague = collaboration('colleague', 'accepted');
    const group = collaboration('a group', 'accepted', 'group');
    expect(collaboratorsOf([stranger], isManaged)).toEqual({ internal: false, external: true });
    expect(collaboratorsOf([colleague], isManaged)).toEqual({ internal: true, external: false });
    expect(collaboratorsOf([group], isManaged)).toEqual({ internal: true, external: false });
  });
});
