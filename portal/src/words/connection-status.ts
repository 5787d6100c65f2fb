/** A connection's status, in words. */
import type { Connection } from '../api/connections.js';
import { count, countOf } from '../format/numbers.js';
import { coverageSentence } from './coverage.js';
import type { Look } from './look.js';
import { scannedSoFar } from './scan-states.js';
import { toneLook } from './tones.js';
import { healthLook, isUnknown, standsStill } from './health.js';

type Scan = Connection['scan'];
type Status = Connection['status'];

const STATUS_LABELS = {
  awaiting_consent: 'Waiting for consent',
  consent_denied: 'Consent denied',
  consent_expired: 'Link expired',
  connecting: 'Connecting',
  testing: 'Testing',
  connected: 'Connected',
  needs_reauthorization: 'Reauthorization required',
  disconnected: 'Disconnected',
} as const satisfies Readonly<Record<Status, string>>;

/** The statuses in which a new consent link can be created. */
const AWAITING_CONSENT: ReadonlySet<Status> = new Set<Status>([
  'awaiting_consent',
  'consent_denied',
  'consent_expired',
  'needs_reauthorization',
]);

/** Whether a disconnect was requested and is not complete yet. */
export const isDisconnecting = ({ status, disconnectRequestedAt }: Connection): boolean =>
  status !== 'disconnected' && disconnectRequestedAt !== null;

/** Whether the connection waits for an admin's consent. */
export const isAwaitingConsent = (connection: Connection): boolean =>
  AWAITING_CONSENT.has(connection.status) && !isDisconnecting(connection);

/** Whether any collected data is stored: after a purge there are no scans and no events. */
export const hasCollectedData = ({ scan, backfill, eventStream }: Connection): boolean =>
  scan.generation !== null || (backfill?.events ?? 0) + (eventStream?.events ?? 0) > 0;

/** How a connection's status is shown: in the color of its health. */
export function statusLook(connection: Connection): Look {
  if (isDisconnecting(connection)) return toneLook('disconnecting');
  const { status, health } = connection;
  const look = healthLook(connection);
  return status === 'connected' && health.state !== 'healthy' ? look : { ...look, label: STATUS_LABELS[status] };
}

/** A connection's status in one or two sentences. */
export function statusSentence(connection: Connection): string {
  if (isDisconnecting(connection)) return 'Disconnecting: scanning stops, and the token is revoked at Box.';
  switch (connection.status) {
    case 'awaiting_consent':
      return connection.statusReason
        ? 'The last consent did not complete. A new consent link is needed.'
        : 'Waiting for a Box admin to open the consent link and grant access.';
    case 'consent_denied':
      return 'Consent was denied in Box. A new consent link is needed.';
    case 'consent_expired':
      return 'The consent link expired before it was used. A new one is needed.';
    case 'connecting':
      return 'Consent granted. Boxward is identifying the Box account.';
    case 'testing':
      return 'Consent granted. Boxward is testing what the Box account is allowed to do.';
    case 'connected':
      return standsStill(connection) ? stillSentence(connection) : scanSentence(connection);
    case 'needs_reauthorization':
      return 'Box no longer accepts the consent. After a new consent, scanning and events continue where they stopped.';
    case 'disconnected':
      return hasCollectedData(connection)
        ? 'Disconnected. Boxward no longer calls Box; the collected data is kept as it was.'
        : 'Disconnected. Boxward no longer calls Box and stores no data of this connection.';
  }
}

function stillSentence(connection: Connection): string {
  const { files, health } = connection;
  const found = `${countOf(files.active, 'file')} known from before.`;
  if (isUnknown(health)) return `The present state is not known. ${found}`;
  return `Connected, but ${healthLook(connection).label.toLowerCase()}: nothing is scanned now. ${found}`;
}

function scanSentence(connection: Connection): string {
  const { scan, files, eventStream, health } = connection;
  const isLive = eventStream?.state === 'following' && !health.reasons.some(({ code }) => NOT_LIVE.has(code));
  const live = isLive ? ' Changed files are rescanned immediately.' : '';
  switch (scan.state) {
    case 'waiting':
      return 'Connected. The scan is about to start.';
    case 'running':
      return `Connected. ${scanName(scan)} is running: ${scannedSoFar(connection)}.${live}`;
    case 'paused':
      return 'Connected. The scan is paused: no files are scanned until you resume it. Events are still collected.';
    case 'idle':
      return `Connected. The last scan is complete: ${countOf(files.active, 'file')} known.${live}`;
    case 'stopped':
      return 'Connected, but the scan is stopped.';
  }
}

/** While one of these lasts, changed files wait. */
const NOT_LIVE = new Set<string>([
  ...['events_unavailable', 'events_behind', 'box_throttling', 'rescans_failing', 'scan_paused', 'starting'],
]);

const scanName = ({ generation }: Scan): string =>
  generation === null || generation === 1 ? 'The first scan' : `Scan ${count(generation)}`;

const SPOKEN_SCAN_STATES = {
  waiting: 'scan about to start',
  running: 'scan running',
  paused: 'scan paused',
  idle: 'scan complete',
  stopped: 'scan stopped',
} as const satisfies Readonly<Record<Scan['state'], string>>;

/** A connection's status for screen readers: without numbers, which would be announced every second. */
export function spokenStatus(connection: Connection): string {
  const { label } = statusLook(connection);
  const isScanning = connection.status === 'connected' && !isDisconnecting(connection) && !standsStill(connection);
  return isScanning ? `${label}: ${SPOKEN_SCAN_STATES[connection.scan.state]}` : label;
}

/** Says that a connection stays active although Test API failed; null if Test API passed or nothing is active. */
export function failedTestNote(connection: Connection): string | null {
  const { lastTest, coverage, status } = connection;
  if (lastTest?.status !== 'failed' || coverage === null || status !== 'connected') return null;
  return coverage === 'full'
    ? 'The connection stays active with what Box allows. Fix the failed checks, then run Test API again.'
    : `The connection stays active. ${coverageSentence(connection) ?? ''}`;
}
