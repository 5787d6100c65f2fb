/** What the API's words for a connection mean to people. Pure: numbers and words in, sentences out. */
import type { components } from '../api/schema.js';
import { count } from '../format/numbers.js';

type Connection = components['schemas']['Connection'];
type Scan = Connection['scan'];
/** How a state looks: its word, and its colour (never the colour alone). */
export interface Look {
  readonly label: string;
  readonly color: string;
}

/** A connection's status, by word and colour. */
const STATUS_LOOKS: Readonly<Record<Connection['status'], Look>> = {
  awaiting_consent: { label: 'Awaits consent', color: 'blue' },
  consent_denied: { label: 'Consent denied', color: 'red' },
  consent_expired: { label: 'Link expired', color: 'orange' },
  connecting: { label: 'Connecting', color: 'blue' },
  testing: { label: 'Testing', color: 'blue' },
  connected: { label: 'Connected', color: 'green' },
  needs_reauthorization: { label: 'Needs consent', color: 'red' },
  disconnected: { label: 'Disconnected', color: 'gray' },
};

/** Whether somebody has asked for the connection's end, which has not come yet. */
export const isEnding = ({ status, disconnectRequestedAt }: Connection): boolean =>
  status !== 'disconnected' && disconnectRequestedAt !== null;

/** How a connection's status looks. */
export const statusLook = (connection: Connection): Look =>
  isEnding(connection) ? { label: 'Disconnecting', color: 'gray' } : STATUS_LOOKS[connection.status];

/** What a connection's account can reach, by word, and what that means. */
export const COVERAGE_LOOKS: Readonly<Record<NonNullable<Connection['coverage']>, Look & { readonly about: string }>> =
  {
    full: { label: 'Everything', color: 'green', about: 'Every managed user’s files are scanned.' },
    limited: {
      label: 'Limited',
      color: 'orange',
      about:
        'A Co-Admin is connected: the files of the admin and of other co-admins are left out, everybody else’s are scanned.',
    },
    own_files: {
      label: 'Own files',
      color: 'orange',
      about:
        'A plain user is connected: only what this account owns is scanned, and there are no events, so changes are found by the next scan.',
    },
  };

/** The states in which a consent link can be asked for. */
const AWAITING: ReadonlySet<string> = new Set([
  'awaiting_consent',
  'consent_denied',
  'consent_expired',
  'needs_reauthorization',
]);
/** Whether the connection waits for somebody to give consent. */
export const isAwaitingConsent = (connection: Connection): boolean =>
  AWAITING.has(connection.status) && !isEnding(connection);
/** Whether the connection has a scan that can be steered. */
const hasScan = ({ status, scan }: Connection): boolean =>
  (status === 'connected' || status === 'needs_reauthorization') && scan.state !== 'stopped';

/** Whether anything that was found is kept: a purge leaves neither scans nor events. */
export const hasFindings = ({ scan, backfill, eventStream }: Connection): boolean =>
  scan.generation !== null || (backfill?.events ?? 0) + (eventStream?.events ?? 0) > 0;

/** A number and its thing, in the singular where it is one. */
export const countOf = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;

/** Where a connection stands, in a sentence or two. */
export function stateSentence(connection: Connection): string {
  if (isEnding(connection)) return 'Being disconnected: the work stops, and the token is revoked at Box.';
  switch (connection.status) {
    case 'awaiting_consent':
      return connection.statusReason
        ? 'The last consent came to nothing. A new consent link is needed.'
        : 'Boxward waits for a Box admin to follow the consent link and press Allow.';
    case 'consent_denied':
      return 'Consent was denied at Box. A new consent link is needed.';
    case 'consent_expired':
      return 'The consent link expired unused. A new one is needed.';
    case 'connecting':
      return 'Consent was given. Boxward is finding out whose account it is.';
    case 'testing':
      return 'Consent was given. Boxward is trying out what this account may do.';
    case 'connected':
      return scanSentence(connection);
    case 'needs_reauthorization':
      return 'Box no longer accepts the consent. Everything waits for a new one, and then goes on where it was.';
    case 'disconnected':
      return hasFindings(connection)
        ? 'Disconnected. Nothing more is asked of Box; what was found is kept, as it was then.'
        : 'Disconnected. Nothing more is asked of Box, and nothing that was found is kept.';
  }
}

const SCAN_WORDS: Readonly<Record<Scan['state'], string>> = {
  waiting: 'the scan is about to begin',
  running: 'a scan runs',
  paused: 'the scan is held',
  idle: 'no scan is under way',
  stopped: 'no scan runs',
};

/** Where a connection stands, for who hears the page: without the numbers, which would be told every second. */
export function spokenState(connection: Connection): string {
  const { label } = statusLook(connection);
  const isAtWork = connection.status === 'connected' && !isEnding(connection);
  return isAtWork ? `${label}: ${SCAN_WORDS[connection.scan.state]}` : label;
}

function scanSentence({ scan, eventStream }: Connection): string {
  const live = eventStream?.state === 'following' ? ' Files that change are scanned at once.' : '';
  switch (scan.state) {
    case 'waiting':
      return 'Connected. The scan is about to begin.';
    case 'running':
      return `Connected. ${nameOfScan(scan)} is running: ${countOf(scan.files.found, 'file')} found so far.${live}`;
    case 'paused':
      return 'Connected, and the scan is paused: nothing is scanned until it is resumed. Events are still followed.';
    case 'idle':
      return `Connected. The last scan is done: ${countOf(scan.files.found, 'file')} found.${live}`;
    case 'stopped':
      return 'Connected, but no scan runs.';
  }
}

const nameOfScan = ({ generation }: Scan): string =>
  generation === null || generation === 1 ? 'The first scan' : `Scan ${count(generation)}`;

/** How much of the folders known so far is listed, 0 to 1; null while none is known. It sinks while folders are found. */
export function scanShare({ folders: { listed, waiting } }: Pick<Scan, 'folders'>): number | null {
  return listed + waiting === 0 ? null : listed / (listed + waiting);
}

/** Something that wants to be looked at; `action` is for what does not mend by itself. */
export interface Attention {
  readonly tone: 'action' | 'note';
  readonly message: string;
}

/** Above which share of the month's API calls one should know. */
const BUDGET_WARNING = 0.9;

/** What needs attention in a connection, the most pressing first. */
export function attentionOf(connection: Connection): readonly Attention[] {
  const { statusReason, scan, lastTest, eventStream, apiCalls, status } = connection;
  const found: (Attention | false)[] = [
    statusReason !== null && { tone: 'action', message: statusReason.message },
    status === 'awaiting_consent' && statusReason === null && { tone: 'action', message: 'Nobody has consented yet.' },
  ];
  if (status === 'connected' || status === 'needs_reauthorization') {
    const failed = lastTest?.checks.filter((check) => check.status === 'failed').length ?? 0;
    const setAside = scan.problems - scan.users.skipped;
    found.push(
      scan.state === 'paused' && { tone: 'note', message: 'The scan is paused.' },
      failed > 0 && { tone: 'note', message: `Test API: ${countOf(failed, 'check')} failed.` },
      scan.users.skipped > 0 && { tone: 'note', message: `${countOf(scan.users.skipped, 'user')} left out.` },
      setAside > 0 && { tone: 'note', message: `${countOf(setAside, 'item')} set aside.` },
      eventStream?.state === 'unavailable' && { tone: 'note', message: 'Box’s events cannot be read.' },
      (eventStream?.gaps.length ?? 0) > 0 && { tone: 'note', message: 'A hole in the events was filled later.' },
      apiCalls.perMonth !== null &&
        apiCalls.thisMonth >= apiCalls.perMonth * BUDGET_WARNING && {
          tone: 'note',
          message: 'The month’s API calls are nearly used up.',
        },
    );
  }
  return found.filter((each) => each !== false);
}

/** What can be done to a connection. */
export type Action = 'test' | 'pause' | 'resume' | 'rescan' | 'reauthorize' | 'disconnect' | 'purge';

const IS_ENDING = 'The connection is being disconnected.';
const ENDING: Readonly<Record<Action, string>> = {
  test: IS_ENDING,
  pause: IS_ENDING,
  resume: IS_ENDING,
  rescan: IS_ENDING,
  reauthorize: IS_ENDING,
  disconnect: IS_ENDING,
  purge: IS_ENDING,
};

/** Why each action makes no sense now; null where it does. */
export function whyNot(connection: Connection): Readonly<Record<Action, string | null>> {
  const { status, scan, runningTest } = connection;
  if (isEnding(connection)) return ENDING;
  const unlessScan = hasScan(connection) ? null : 'This connection has no scan that runs.';
  return {
    test:
      status !== 'connected'
        ? 'Only a connected connection can be tested.'
        : runningTest !== null
          ? 'Test API is running already.'
          : null,
    pause: unlessScan ?? (scan.state === 'paused' ? 'The scan is paused already.' : null),
    resume: scan.state === 'paused' ? unlessScan : 'The scan is not paused.',
    rescan: unlessScan,
    reauthorize: isAwaitingConsent(connection) ? null : 'Box accepts the present consent: there is nothing to renew.',
    disconnect: status === 'disconnected' ? 'The connection is disconnected already.' : null,
    purge:
      status !== 'disconnected'
        ? 'Disconnect first; what was found can be deleted with it.'
        : hasFindings(connection)
          ? null
          : 'Nothing is kept of this connection.',
  };
}

/** That a failed Test API is no end, where it is none; null when there is nothing to be calm about. */
export function testSentence({ lastTest, coverage, status }: Connection): string | null {
  if (lastTest?.status !== 'failed' || coverage === null || status !== 'connected') return null;
  return coverage === 'full'
    ? 'The connection goes on with what Box allows. Test again once that is mended.'
    : `The connection goes on all the same. ${COVERAGE_LOOKS[coverage].about}`;
}
