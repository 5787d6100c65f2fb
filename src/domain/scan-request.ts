/** Pause, resume and restart of a scan: what has been requested, and when it takes effect. */
import type { ScanRequest, ScanState } from './scan.js';

/** Every time at which a request can take effect. */
export const EFFECT_TIMES = ['now', 'when a worker is back', 'after reauthorization', 'after resume'] as const;
/** When a request takes effect. */
export type EffectTime = (typeof EFFECT_TIMES)[number];

/** What decides when a request takes effect. */
export interface ScanSituation {
  readonly state: ScanState;
  /** A pause or a resumption that has been requested and not carried out yet. */
  readonly requested: Exclude<ScanRequest, 'restart'> | null;
  readonly isRestartRequested: boolean;
  /** Whether Box rejects the credentials, so that the scan is parked. */
  readonly isParked: boolean;
  /** Whether a worker is running. */
  readonly hasWorker: boolean;
}

/** When a request takes effect; `promote` is the request to scan files next. */
export function effectOf(request: ScanRequest | 'promote', situation: ScanSituation): EffectTime {
  if (!situation.hasWorker) return 'when a worker is back';
  if (situation.isParked) return 'after reauthorization';
  const isHeld = situation.state === 'paused' || situation.requested === 'pause';
  if (isHeld && (request === 'restart' || request === 'promote')) return 'after resume';
  return 'now';
}

/** Whether a request asks for what is so already. A parked scan does not show whether it is paused. */
export function isInEffect(request: ScanRequest, { state, requested }: ScanSituation): boolean {
  if (requested !== null || state === 'waiting' || request === 'restart') return false;
  return (request === 'pause') === (state === 'paused');
}

/** The pause or resumption that is pending after a request; null if the scan is already in that state. */
export function pendingAfter(
  request: Exclude<ScanRequest, 'restart'>,
  { state }: Pick<ScanSituation, 'state'>,
): ScanSituation['requested'] {
  if (request === 'pause') return state === 'paused' ? null : 'pause';
  return state === 'paused' || state === 'waiting' ? 'resume' : null;
}

/** The request that has not taken effect yet, as the API reports it; null if there is none. */
export function pendingRequest(situation: ScanSituation): ScanRequest | null {
  if (situation.state === 'stopped') return null;
  return situation.requested ?? (situation.isRestartRequested ? 'restart' : null);
}

const ACTIONS = {
  pause: 'The scan pauses after the items in progress',
  resume: 'The scan resumes',
  restart: 'A new scan starts',
  promote: 'The files are scanned next',
} as const satisfies Record<ScanRequest | 'promote', string>;
const REASONS = {
  now: '',
  'when a worker is back': ' when a worker is back: none is running',
  'after reauthorization': ' after an admin has consented again: Box rejects the credentials',
  'after resume': ' when the scan is resumed: it is paused',
} as const satisfies Record<EffectTime, string>;

/** What a request does, and when, in a sentence. */
export function effectSentence(request: ScanRequest | 'promote', situation: ScanSituation): string {
  if (request !== 'promote' && isInEffect(request, situation)) {
    return request === 'pause' ? 'The scan is already paused.' : 'The scan is not paused.';
  }
  return `${ACTIONS[request]}${REASONS[effectOf(request, situation)]}.`;
}
