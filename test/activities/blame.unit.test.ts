import { describe, expect, it } from 'vitest';
import { whoIsToBlame } from '../../activities/scan/blame.js';
import type { CallOutcome, WellKnownCalls } from '../../activities/scan/well-known-calls.js';
import { boxError } from '../../src/box/errors.js';

const ADMIN = 'admin';
const refused = boxError('BoxForbidden', 'box_forbidden', { status: 403 });
const missing = boxError('BoxNotFound', 'box_not_found', { status: 404 });
const trouble = boxError('BoxUnavailable', 'box_unavailable', { status: 500 });

/** Well-known calls with these outcomes; a root that is not named works. */
function calls(outcomes: Readonly<Record<string, CallOutcome>>, others: readonly string[]): WellKnownCalls {
  const outcomeOf = (call: string) => Promise.resolve(outcomes[call] ?? 'works');
  return {
    rootOf: outcomeOf,
    ownRoot: () => outcomeOf(ADMIN),
    me: () => outcomeOf('me'),
    usersBeside: (userId) => Promise.resolve(others.filter((other) => other !== userId)),
  };
}
const blame = (
  outcomes: Readonly<Record<string, CallOutcome>>,
  error = refused,
  { userId = 'u', isRoot = false, others = ['u', 'v', 'w'] } = {},
) => whoIsToBlame(calls(outcomes, others), { userId, isRoot, accountId: ADMIN }, error);

describe('a refusal', () => {
  it.each([refused, missing])('concerns the item if the root of its user works', async (error) => {
    expect(await blame({}, error)).toBe('item');
  });

  it('concerns the user if the user’s root is refused, and that of another works', async () => {
    expect(await blame({ u: 'refused' })).toBe('user');
    expect(await blame({ u: 'refused', v: 'refused' })).toBe('user');
    expect(await blame({}, missing, { isRoot: true })).toBe('user');
  });

  it('concerns everybody if nobody can be acted for', async () => {
    const nobody = { u: 'refused', v: 'refused', w: 'refused' } as const;
    expect(await blame(nobody)).toBe('as_user');
    expect(await blame(nobody, refused, { isRoot: true })).toBe('as_user');
  });

  it('concerns no item or user while the account itself is refused or cannot be reached', async () => {
    expect(await blame({ me: 'refused' })).toBe('box');
    expect(await blame({ me: 'unavailable' })).toBe('box');
    expect(await blame({ u: 'unavailable' })).toBe('box');
    expect(await blame({ u: 'refused', v: 'unavailable', w: 'refused' })).toBe('box');
  });

  it('concerns the user if there is nobody to compare with', async () => {
    expect(await blame({ u: 'refused' }, refused, { others: [] })).toBe('user');
  });

  it('of an item of the account itself concerns the item, unless its root fails as well', async () => {
    expect(await blame({}, refused, { userId: ADMIN })).toBe('item');
    expect(await blame({ [ADMIN]: 'refused' }, refused, { userId: ADMIN })).toBe('box');
  });
});

describe('a failure to get an answer', () => {
  it('concerns the item if the root of its user works', async () => {
    expect(await blame({ me: 'unavailable' }, trouble)).toBe('item');
  });

  it('concerns the user if only the calls of this user fail', async () => {
    expect(await blame({ u: 'unavailable' }, trouble)).toBe('user');
  });

  it('concerns Box if the calls of all users fail, although the account’s own work', async () => {
    expect(await blame({ u: 'unavailable', v: 'unavailable', w: 'unavailable' }, trouble)).toBe('box');
  });

  it('concerns Box if nothing works', async () => {
    const nothing = { [ADMIN]: 'unavailable', u: 'unavailable' } as const;
    expect(await blame(nothing, trouble, { others: [] })).toBe('box');
    expect(await blame(nothing, trouble, { userId: ADMIN })).toBe('box');
  });
});
