import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBudget, shrink, take, type Budget } from '../../src/box/budget.js';
import { classify, EVENT_TYPES } from '../../src/box/event-types.js';
import {
  exposureOf,
  fileSharing,
  inheritSharing,
  NO_SHARING,
  collaboratorsOf,
  type OwnSharing,
  type Sharing,
} from '../../src/domain/exposure.js';
import { extensionOf } from '../../src/domain/file.js';
import { CATALOGUE, problem, type ProblemCode } from '../../src/domain/problems.js';

const link = fc.record({
  url: fc.constant('https://x'),
  access: fc.constantFrom<'open' | 'company' | 'collaborators'>('open', 'company', 'collaborators'),
  passwordProtected: fc.boolean(),
});
const own: fc.Arbitrary<OwnSharing> = fc.record({
  link: fc.option(link),
  collaborators: fc.record({ internal: fc.boolean(), external: fc.boolean() }),
});
const ORDER = ['private', 'internal', 'external', 'public'];
const down = (chain: readonly OwnSharing[]): Sharing =>
  chain.reduce((sharing, each, i) => inheritSharing(sharing, { ...each, id: `folder-${i}` }), NO_SHARING);

describe('exposure', () => {
  it('never shrinks on the way down', () => {
    fc.assert(
      fc.property(fc.array(own, { maxLength: 6 }), own, (chain, file) => {
        const above = exposureOf(down(chain), true);
        const below = exposureOf(fileSharing(down(chain), file), true);
        expect(ORDER.indexOf(below)).toBeGreaterThanOrEqual(ORDER.indexOf(above));
      }),
    );
  });

  it('is public exactly when an open link is on the file or on a folder above', () => {
    fc.assert(
      fc.property(fc.array(own, { maxLength: 6 }), own, (chain, file) => {
        const isOpen = [...chain, file].some((each) => each.link?.access === 'open');
        expect(exposureOf(fileSharing(down(chain), file), true) === 'public').toBe(isOpen);
      }),
    );
  });

  it('names the carrier of the most open link, the nearest of equals', () => {
    const open = { url: 'u', access: 'open', passwordProtected: false } as const;
    const guarded = { ...open, passwordProtected: true };
    const nobody = { internal: false, external: false };
    const chain = down([
      { link: open, collaborators: nobody },
      { link: guarded, collaborators: nobody },
    ]);
    expect(chain.link?.inheritedFrom).toBe('folder-0');
    expect(fileSharing(chain, { link: open, collaborators: nobody }).link?.inheritedFrom).toBeNull();
    expect(fileSharing(chain, { link: guarded, collaborators: nobody }).link?.inheritedFrom).toBe('folder-0');
  });

  it('counts accepted collaborators only, groups as colleagues, strangers as external', () => {
    const by = (id: string, status: string, type: 'user' | 'group' = 'user') => ({
      status,
      role: 'editor',
      accessibleBy: { type, id, name: id, login: null },
      inviteEmail: null,
      itemId: '1',
    });
    const managed = (id: string) => id === 'colleague';
    expect(collaboratorsOf([by('stranger', 'pending')], managed)).toEqual({ internal: false, external: false });
    expect(collaboratorsOf([by('stranger', 'accepted')], managed)).toEqual({ internal: false, external: true });
    expect(collaboratorsOf([by('g', 'accepted', 'group'), by('colleague', 'accepted')], managed)).toEqual({
      internal: true,
      external: false,
    });
  });

  it('of a file whose owner is a stranger is external at least', () => {
    expect(exposureOf(NO_SHARING, false)).toBe('external');
  });

  it.each([
    ['a.TXT', 'txt'],
    ['archive.tar.gz', 'gz'],
    ['README', ''],
    ['.gitignore', ''],
    ['trailing.', ''],
  ])('goes with an extension: %s', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});

describe('a budget of calls', () => {
  const limits = { requestsPerMinute: 900 };

  it('never lets more through in a minute than Box allows, whatever the rhythm', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 50, maxLength: 2_000 }), (pauses) => {
        let budget: Budget = fullBudget(limits, 0);
        let now = 0;
        const taken: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const result = take(budget, limits, 'live', now);
          budget = result.budget;
          if (result.waitMs === 0) taken.push(now);
        }
        for (const [i, from] of taken.entries()) {
          const inMinute = taken.slice(i).filter((at) => at < from + 60_000).length;
          expect(inMinute).toBeLessThanOrEqual(1_000);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('says how long to wait, and is right', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.constantFrom('bulk', 'live'), (calls, lane) => {
        let budget = fullBudget(limits, 0);
        let waitMs = 0;
        for (let i = 0; i < calls && waitMs === 0; i += 1) ({ budget, waitMs } = take(budget, limits, lane, 0));
        if (waitMs > 0) expect(take(budget, limits, lane as 'bulk', waitMs).waitMs).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('keeps a share for live work when the bulk has taken its own', () => {
    let budget = fullBudget(limits, 0);
    let waitMs = 0;
    while (waitMs === 0) ({ budget, waitMs } = take(budget, limits, 'bulk', 0));
    expect(take(budget, limits, 'live', 0).waitMs).toBe(0);
  });

  it('lets the bulk go on soon even when it has shrunk to the least', () => {
    let budget = fullBudget(limits, 0);
    for (let complaint = 0; complaint < 20; complaint += 1) budget = shrink(budget, limits, 0, 0);
    const { waitMs } = take(budget, limits, 'bulk', 0);
    expect(waitMs).toBeLessThan(5_000);
  });

  it('stops for as long as Box said, goes on slower, and recovers', () => {
    const limited = shrink(fullBudget(limits, 0), limits, 7_000, 0);
    expect(take(limited, limits, 'live', 6_999).waitMs).toBeGreaterThan(0);
    const after = take(limited, limits, 'live', 8_000);
    expect(after.waitMs).toBe(0);
    expect(after.budget.rate).toBeLessThan(fullBudget(limits, 0).rate);
    expect(take(limited, limits, 'live', 600_000).budget.rate).toBe(fullBudget(limits, 0).rate);
  });
});

describe('event types', () => {
  it.each([
    ['EDIT', 'modifies', 'item'],
    ['UPLOAD', 'modifies', 'item'],
    ['SHARE', 'shares', 'item'],
    ['COLLABORATION_ACCEPT', 'shares', 'item'],
    ['MOVE', 'moves', 'item'],
    ['DELETE', 'removes', 'item'],
    ['PREVIEW', 'reads', 'none'],
    ['DOWNLOAD', 'reads', 'none'],
    ['PRINT', 'reads', 'none'],
    ['NEW_USER', 'other', 'user'],
    ['LOGIN', 'other', 'none'],
    ['SOMETHING_BOX_INVENTS_TOMORROW', 'other', 'none'],
  ])('%s %s and does %s to the queue', (type, category, effect) => {
    expect(classify(type)).toEqual({ category, effect });
  });

  it('that only read never move anything', () => {
    for (const [type, { category, effect }] of EVENT_TYPES) {
      if (category === 'reads') expect(effect, type).toBe('none');
      if (['modifies', 'shares', 'moves', 'removes'].includes(category)) expect(effect, type).toBe('item');
    }
  });
});

describe('the troubleshooting page', () => {
  it('has the row of every problem, in the words of the catalogue', async () => {
    const page = (await readFile('docs/troubleshooting.md', 'utf8')).replace(/\s+/g, ' ');
    for (const code of Object.keys(CATALOGUE) as ProblemCode[]) {
      const { message, remedy } = problem(code);
      for (const text of [`\`${code}\``, message, remedy ?? 'nothing to do']) {
        expect(page, code).toContain(text.replaceAll('|', '\\|'));
      }
    }
  });
});
