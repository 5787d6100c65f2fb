/** What Temporal's UI says about a scan. Pure: nothing here knows Temporal. */
import { paceOf, type ScanFigures } from '../../src/domain/scan.js';

/** What the details of a scan are made from. */
export interface ScanView {
  readonly phase: 'due' | 'listing_users' | 'crawling' | 'idle';
  readonly generation: number | null;
  readonly isPaused: boolean;
  readonly isParked: boolean;
  readonly restartRequested: boolean;
  /** Already readable; null while a generation runs. */
  readonly nextScanAt: string | null;
  /** The last figures that a slice reported; null before the first. */
  readonly figures: ScanFigures | null;
  readonly queue: { readonly waiting: number; readonly inFlight: number; readonly isSpilled: boolean };
  /** Already readable; null if Box does not limit the rate. */
  readonly limitedUntil: string | null;
}

/** Returns the lines: what the scan does, how far it is, its queue, and what it waits for. */
export function scanLines(view: ScanView): string[] {
  return [doing(view), progress(view), queue(view), waiting(view)].filter((line) => line !== null);
}

function doing({ phase, generation, isPaused, isParked, nextScanAt, restartRequested }: ScanView): string {
  const name = nameOf(generation);
  if (isParked) return `${name} is parked: Box rejected the credentials. Waiting for a new consent.`;
  if (isPaused) return `${name} is paused${restartRequested ? ' and restarts when it is resumed' : ''}.`;
  switch (phase) {
    case 'due':
      return 'Starting a scan.';
    case 'listing_users':
      return `${name}: listing the users.`;
    case 'crawling':
      return `${name}: listing folders. Changed files are scanned first.`;
    case 'idle':
      return `${name} is complete. The next one starts at ${nextScanAt ?? '?'}. Changed files are scanned immediately.`;
  }
}

function progress({ phase, figures, isPaused, isParked }: ScanView): string | null {
  if (!figures) return null;
  const { users, folders, files, problems } = figures;
  const elapsedMs = Date.parse(figures.countedAt) - Date.parse(figures.startedAt);
  const { filesPerSecond, etaSeconds } = paceOf({ elapsedMs, files, folders });
  const isMoving = phase === 'crawling' && !isPaused && !isParked;
  return [
    `Users: ${count(users.done)} of ${count(users.total)} done${users.skipped > 0 ? `, ${count(users.skipped)} skipped` : ''}`,
    `folders: ${count(folders.listed)} listed, ${count(folders.waiting)} waiting`,
    `files: ${count(files)}`,
    ...(isMoving ? [`${count(filesPerSecond)} files/s`] : []),
    ...(isMoving && etaSeconds !== null && etaSeconds > 0 ? [`about ${duration(etaSeconds)} left`] : []),
    ...(problems > 0 ? [`parked: ${count(problems)}`] : []),
  ].join(' · ');
}

function queue({ queue: { waiting, inFlight, isSpilled } }: ScanView): string {
  if (waiting + inFlight === 0 && !isSpilled) return 'Priority rescans: none waiting.';
  return `Priority rescans: ${count(waiting)} waiting${isSpilled ? ' here, more in the database' : ''}, ${count(inFlight)} in progress.`;
}

function waiting({ limitedUntil }: ScanView): string | null {
  return limitedUntil === null ? null : `Box limits the rate: next call at ${limitedUntil}.`;
}

/** A scan by its number. */
export const nameOf = (generation: number | null): string =>
  generation === null ? 'The first scan' : `Scan ${generation}`;

/** Groups of three digits; `toLocaleString` depends on the worker's machine. */
function count(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
