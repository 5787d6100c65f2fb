/** The sizes of a ring's parts. */
import type { Overview } from '../api/overview.js';
import { EXPOSURES, type Exposure } from '../words/exposures.js';

type ByAccess = Overview['files']['byAccess'];

/** The smallest part that is drawn, in percent: a single public file among a million must be visible. */
const MIN_PERCENT = 1.5;

/** One part of the ring, in percent. */
export interface Share {
  readonly access: Exposure;
  readonly percent: number;
}

/** The parts of the ring from the least to the most exposed, without empty ones; together 100 percent. */
export function sharesOf(byAccess: ByAccess): readonly Share[] {
  const some = EXPOSURES.map(({ access }) => ({ access, files: byAccess[access] })).filter(({ files }) => files > 0);
  const total = some.reduce((sum, { files }) => sum + files, 0);
  const enlarged = some.map(({ access, files }) => ({ access, percent: Math.max((files / total) * 100, MIN_PERCENT) }));
  const drawn = enlarged.reduce((sum, { percent }) => sum + percent, 0);
  return enlarged.map(({ access, percent }) => ({ access, percent: (percent / drawn) * 100 }));
}

/** A share in whole percent; never 0 % for a part that is not empty, nor 100 % for one that is not the whole. */
export function percentText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%';
  const percent = (part / whole) * 100;
  if (percent < 1) return '<1%';
  return percent > 99 && part < whole ? '>99%' : `${Math.round(percent)}%`;
}
