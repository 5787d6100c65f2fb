import type { Enterprise } from '../../support/enterprise.js';

/** A behaviour that Box's own client expects of Box, in a test that is published with it. */
export interface Expectation {
  /** The file of box-node-sdk 10.12.0, below src/test/, whose test expects it. */
  readonly from: string;
  /** What is expected, as the end of a sentence that begins with "Box". */
  readonly says: string;
  /** Makes it happen; rejects when the simulator does otherwise. */
  readonly holds: (box: Enterprise) => Promise<void>;
}

/** The expectations of one of those files. */
export const expectationsOf = (from: string, holds: Readonly<Record<string, Expectation['holds']>>): Expectation[] =>
  Object.entries(holds).map(([says, each]) => ({ from, says, holds: each }));
