import type { SdkEnterprise } from '../../support/sdk-enterprise.js';

/** A behaviour of Box that a published test of Box's SDK expects. */
export interface Expectation {
  /** The file of that test below src/test/ in box-node-sdk 10.12.0. */
  readonly from: string;
  /** The behaviour, as a sentence without its subject, "Box". */
  readonly says: string;
  /** Checks the behaviour. Rejects when the simulator behaves differently. */
  readonly check: (box: SdkEnterprise) => Promise<void>;
}

/** The expectations of one of those files. */
export const expectationsOf = (from: string, checks: Readonly<Record<string, Expectation['check']>>): Expectation[] =>
  Object.entries(checks).map(([says, check]) => ({ from, says, check }));
