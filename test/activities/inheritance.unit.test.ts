import { describe, expect, it } from 'vitest';
import { createInheritance } from '../../activities/scan/inheritance.js';
import { NO_SHARING } from '../../src/domain/exposure.js';

const external = { ...NO_SHARING, externalCollaborators: true };
const internal = { ...NO_SHARING, internalCollaborators: true };
const none = { internal: false, external: false, byName: { listed: [], truncated: false } };
const some = { ...none, internal: true };

/** A memory after this many calls for collaborations of files below a shared folder. */
function after(calls: number, own = none, sharing = external) {
  const inheritance = createInheritance();
  for (let call = 0; call < calls; call += 1) inheritance.learn(sharing, own);
  return inheritance;
}
const spared = (
  inheritance: ReturnType<typeof createInheritance>,
  sharing: typeof external,
  files: number,
  isKnownEmpty = false,
) => Array.from({ length: files }, () => inheritance.mayInherit(sharing, isKnownEmpty)).filter(Boolean).length;

describe('calls for the collaborations of files below a folder with external collaborators', () => {
  it('are spared after twenty of them returned nothing, all but one in sixteen', () => {
    expect(spared(after(19), external, 160)).toBe(0);
    expect(spared(after(20), external, 160)).toBe(150);
  });

  it('are made again once some return collaborations', () => {
    const inheritance = after(40);
    for (let call = 0; call < 5; call += 1) inheritance.learn(external, some);
    expect(spared(inheritance, external, 160)).toBe(0);
  });

  it('are made if files have collaborations of their own', () => {
    expect(spared(after(100, some), external, 160)).toBe(0);
  });
});

describe('calls for the collaborations of other files', () => {
  it('are spared if an earlier scan read that the files have none, and calls have returned nothing since', () => {
    expect(spared(after(20, none, internal), internal, 160, true)).toBe(150);
    expect(spared(after(19, none, internal), internal, 160, true)).toBe(0);
  });

  it('are otherwise always made: an external collaborator of the file would widen its exposure', () => {
    expect(spared(after(100), internal, 160)).toBe(0);
    expect(spared(after(100), NO_SHARING, 160)).toBe(0);
  });

  it('teach nothing outside shared folders', () => {
    expect(spared(after(100, none, NO_SHARING), external, 160)).toBe(0);
  });
});
