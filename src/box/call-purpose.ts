/** Every purpose of a call. Calls are the scarce resource and are counted by purpose. */
export const CALL_PURPOSES = [
  'test',
  'users',
  'listing',
  'collaborations',
  'express',
  'stream',
  'backfill',
  'token',
] as const;
/** The purpose of a call. */
export type CallPurpose = (typeof CALL_PURPOSES)[number];
