import type { OwnCollaborators, Sharing } from '../../src/domain/exposure.js';

/**
 * Learns whether Box reports inherited collaborations as an item's own (`has_collaborations`; Box does not say). If it
 * does, every file below a shared folder would cost a call that returns nothing.
 */
export interface Inheritance {
  /** Takes note of what a call for a file's own collaborations returned; `sharing` is in force in the file's folder. */
  learn(sharing: Sharing, own: OwnCollaborators): void;
  /**
   * Whether a call for a file's own collaborations can be spared: lately such calls returned nothing, and either the file
   * already inherits the access that collaborators could add, or an earlier scan has read that it has none, since when
   * events would have reported any (`isKnownEmpty`). Exposure is thus not understated. One file in 16 is asked about all
   * the same.
   */
  mayInherit(sharing: Sharing, isKnownEmpty: boolean): boolean;
}

/** How many calls in a row must return nothing before calls are spared. */
const EMPTY_CALLS = 20;
/** A call that returns collaborators weighs as much as this many that return none. */
const WEIGHT_OF_FOUND = 5;
/** The most that is remembered, so that a change at Box is noticed soon. */
const MAX_SCORE = 40;
/** One file in this many is asked about although its call could be spared. */
const PROBE_ONE_IN = 16;

/** An empty memory, for one connection. */
export function createInheritance(): Inheritance {
  let score = 0;
  let spared = 0;
  return {
    learn(sharing, own) {
      if (!sharing.internalCollaborators && !sharing.externalCollaborators) return;
      const isEmpty = !own.internal && !own.external && (own.byName?.listed.length ?? 0) === 0;
      score = isEmpty ? Math.min(score + 1, MAX_SCORE) : Math.max(score - WEIGHT_OF_FOUND, 0);
    },
    mayInherit(sharing, isKnownEmpty) {
      // Below a folder without external collaborators, the file's own could be external.
      if (score < EMPTY_CALLS || !(sharing.externalCollaborators || isKnownEmpty)) return false;
      spared += 1;
      return spared % PROBE_ONE_IN !== 0;
    },
  };
}
