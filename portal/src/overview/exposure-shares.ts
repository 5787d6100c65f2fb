/** How large the parts of a ring are drawn. */
import type { Overview } from '../api/overview.js';
import { ACCESSES, type Exposure } from '../words/exposures.js';

type ByAccess = Overview['files']['byAccess'];

/** The least that is drawn of what there is, in percent: one public file among a million is what one looks for. */
const LEAST = 1.5;

/** One part of the ring, in percent. */
export interface Share {
  readonly access: Exposure;
  readonly percent: number;
}

/** From closed to open, what there is of each: all together a whole ring. */
export function sharesOf(byAccess: ByAccess): readonly Share[] {
  const some = ACCESSES.map((access) => ({ access, files: byAccess[access] })).filter(({ files }) => files > 0);
  const total = some.reduce((sum, { files }) => sum + files, 0);
  const least = some.map(({ access, files }) => ({ access, percent: Math.max((files / total) * 100, LEAST) }));
  const drawn = least.reduce((sum, { percent }) => sum + percent, 0);
  return least.map(({ access, percent }) => ({ access, percent: (percent / drawn) * 100 }));
}

/** A part of a whole in words; what is there is never called nothing. */
export function percentText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%';
  const percent = (part / whole) * 100;
  if (percent < 1) return '<1%';
  return percent > 99 && part < whole ? '>99%' : `${Math.round(percent)}%`;
}
