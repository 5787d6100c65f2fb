/**
 * The table of answers: what Boxward does for each answer of each call to Box. docs/answers.md is generated from it, and
 * the tests beside it set the simulator to each row and checks what follows.
 */
import type { ProblemCode } from '../../src/domain/problems.js';
import {
  type Answer,
  FORBIDDEN,
  HARMLESS,
  LIMIT,
  MISLABELLED,
  MISSING,
  OAUTH,
  FOREIGN,
  OUTAGES,
  REJECTIONS,
  UNAUTHORIZED,
} from './answers.js';

/** The calls that Boxward makes. */
export const CALLS = {
  users: 'List users (`GET /users`)',
  root: 'List a user’s root (`GET /folders/0/items` as the user)',
  folder: 'List a folder (`GET /folders/:id/items`)',
  collaborations: 'List collaborations (`GET /files/:id/collaborations`)',
  file: 'Read a changed file (`GET /files/:id`)',
  stream: 'Poll the event stream (`GET /events`, `admin_logs_streaming`)',
  log: 'Read the event log (`GET /events`, `admin_logs`)',
  account: 'Read the account (`GET /users/me`) after a consent',
  token: 'Renew the tokens (`POST /oauth2/token`)',
  revoke: 'Revoke the tokens (`POST /oauth2/revoke`)',
} as const;
/** A call that Boxward makes. */
export type Call = keyof typeof CALLS;

/** How often an answer comes. */
export type Times = 'once' | 'repeated';
/** Which calls get the answer: those for one item or user, or all. */
export type Scope = 'one' | 'all';

/** What Boxward does. */
export const CONSEQUENCES = {
  used: 'The answer is used like any other.',
  retried: 'The call is retried. Nothing is recorded against anything.',
  renewed: 'The access token is renewed and the call repeated.',
  held: 'The work waits and is retried with growing pauses. Nothing is recorded against an item, a user or the consent; health says it when it lasts.',
  parked:
    'The item is set aside with the problem, everything else goes on, and the item is retried after a minute to an hour. What is known of it, and below it, is kept.',
  hidden: 'The item counts as shared with people outside, by name unknown, until Box shows its collaborators.',
  userSkipped:
    'The user is listed as skipped with the problem, everything else goes on, and the user is retried after a minute to six hours. The user’s files are kept.',
  asUserRefused:
    'A well-known call shows that nobody can be acted for. No user is blamed; the work waits and is retried, and coverage says it.',
  usersKept:
    'The known users are scanned; nobody is removed or skipped for it. The list is retried after a minute to an hour.',
  usersHidden:
    'A second call and a well-known one confirm it: the other users are listed as skipped with the problem, their files are kept, and the next scan lists them again.',
  reauthorize:
    'The connection turns to `needs_reauthorization`. All work waits where it is, and continues after a new consent.',
  positionRenewed:
    'The problem is recorded. A new position is taken, and the events in between are read from the event log.',
  eventsRefused: 'The problem is recorded, and the rest goes on without events.',
  consentRefused:
    'The consent is refused with the problem and its tokens are revoked. Nothing of the connection changes.',
  notRevoked:
    'The connection ends and its tokens are deleted here; `token_not_revoked` says how to remove the app at Box.',
  alreadyRevoked: 'The token was invalid already: the connection ends.',
} as const;
/** What Boxward does. */
export type Consequence = keyof typeof CONSEQUENCES;

/** A row of the table. */
export interface Row {
  readonly call: Call;
  readonly answer: Answer;
  readonly times: Times;
  readonly scope: Scope;
  readonly then: Consequence;
  /** The problem that is shown while the answer lasts; null if none is. */
  readonly problem: ProblemCode | null;
}

/** A row in words, as the name of its test. */
export const titleOf = ({ call, answer, times, scope, then }: Row): string =>
  `${call}: ${answer.id}, ${times}, ${scope} → ${then}`;

const problemOf = ({ reading }: Answer): ProblemCode | null => reading?.[1] ?? null;

/** Rows of one call for several answers; the problem is that of the answer unless `problem` says another. */
function rows(
  call: Call,
  answers: readonly Answer[],
  [times, scope]: readonly [Times, Scope],
  then: Consequence,
  problem?: ProblemCode | null,
): Row[] {
  return answers.map((answer) => ({
    call,
    answer,
    times,
    scope,
    then,
    problem: problem === undefined ? (times === 'once' ? null : problemOf(answer)) : problem,
  }));
}

/** A token call that breaks before it takes effect. If the response is lost, a refresh token is used up for nothing. */
const BROKEN = OUTAGES.filter(({ id }) => id === 'reset');
const VERDICTS = [...FORBIDDEN, ...MISSING, ...REJECTIONS];
const ONCE_ONE = ['once', 'one'] as const;
const ONCE = ['once', 'all'] as const;
const ONE = ['repeated', 'one'] as const;
const ALL = ['repeated', 'all'] as const;

/** Calls of the scan for one folder. */
const listing = (call: 'root' | 'folder'): Row[] => [
  ...rows(call, [...HARMLESS, LIMIT, ...VERDICTS], ONCE_ONE, 'retried'),
  ...rows(call, [UNAUTHORIZED], ONCE_ONE, 'renewed'),
  ...rows(call, [MISLABELLED], ALL, 'used', null),
  ...rows(call, HARMLESS, ALL, 'held'),
  ...rows(call, [LIMIT], ALL, 'held', null),
];

/** All rows. */
export const ROWS: readonly Row[] = [
  ...rows('users', [...HARMLESS, LIMIT, ...VERDICTS], ONCE, 'retried'),
  ...rows('users', [UNAUTHORIZED], ONCE, 'renewed'),
  ...rows('users', [...HARMLESS, ...MISSING, ...REJECTIONS], ALL, 'usersKept', 'users_not_listed'),
  ...rows('users', FORBIDDEN, ALL, 'usersHidden', 'users_not_permitted'),

  ...listing('root'),
  ...rows('root', HARMLESS, ONE, 'parked'),
  ...rows('root', FORBIDDEN, ONE, 'userSkipped', 'user_not_impersonable'),
  ...rows('root', MISSING, ONE, 'userSkipped', 'user_not_impersonable'),
  ...rows('root', REJECTIONS, ONE, 'parked'),
  ...rows('root', FORBIDDEN, ALL, 'asUserRefused', 'as_user_refused'),

  ...listing('folder'),
  ...rows('folder', HARMLESS, ONE, 'parked'),
  ...rows('folder', FORBIDDEN, ONE, 'parked'),
  ...rows('folder', MISSING, ONE, 'parked'),
  ...rows('folder', REJECTIONS, ONE, 'parked'),

  ...rows('collaborations', [...HARMLESS, LIMIT, ...MISSING, ...REJECTIONS], ONCE_ONE, 'retried'),
  ...rows('collaborations', [UNAUTHORIZED], ONCE_ONE, 'renewed'),
  ...rows('collaborations', HARMLESS, ONE, 'parked'),
  ...rows('collaborations', FORBIDDEN, ONE, 'hidden', null),

  ...rows('file', [...HARMLESS, LIMIT, ...VERDICTS], ONCE_ONE, 'retried'),
  ...rows('file', [UNAUTHORIZED], ONCE_ONE, 'renewed'),
  ...rows('file', HARMLESS, ONE, 'parked'),
  ...rows('file', [...FORBIDDEN, ...MISSING, ...REJECTIONS], ONE, 'parked'),

  ...rows('stream', [...HARMLESS, LIMIT], ONCE, 'retried'),
  ...rows('stream', [UNAUTHORIZED], ONCE, 'renewed'),
  ...rows('stream', [...HARMLESS, LIMIT], ALL, 'held'),
  ...rows('stream', [...MISSING, ...REJECTIONS], ALL, 'positionRenewed', 'event_position_refused'),
  ...rows('stream', FORBIDDEN, ALL, 'eventsRefused', 'events_not_permitted'),

  ...rows('log', [...HARMLESS, LIMIT], ONCE, 'retried'),
  ...rows('log', [UNAUTHORIZED], ONCE, 'renewed'),
  ...rows('log', [...HARMLESS, LIMIT], ALL, 'held'),
  ...rows('log', [...MISSING, ...REJECTIONS], ALL, 'held', 'event_period_refused'),
  ...rows('log', FORBIDDEN, ALL, 'eventsRefused', 'events_not_permitted'),

  ...rows('account', [...HARMLESS, LIMIT], ONCE, 'retried'),
  ...rows('account', [...HARMLESS, LIMIT], ALL, 'held'),
  ...rows('account', [...FORBIDDEN, ...MISSING, ...REJECTIONS], ALL, 'consentRefused'),

  ...rows('token', [...FOREIGN, ...BROKEN, LIMIT], ONCE, 'retried'),
  ...rows(
    'token',
    OAUTH.filter(({ reading }) => reading?.[0] !== 'BoxUnauthorized'),
    ONCE,
    'retried',
  ),
  ...rows('token', [...FOREIGN, ...BROKEN, LIMIT], ALL, 'held'),
  ...rows(
    'token',
    OAUTH.filter(({ reading }) => reading?.[0] !== 'BoxUnauthorized'),
    ALL,
    'held',
  ),
  ...rows(
    'token',
    OAUTH.filter(({ reading }) => reading?.[0] === 'BoxUnauthorized'),
    ONCE,
    'reauthorize',
    'refresh_token_rejected',
  ),

  ...rows('revoke', [...FOREIGN, ...BROKEN], ONCE, 'retried'),
  ...rows('revoke', [...FOREIGN, ...BROKEN], ALL, 'notRevoked', 'token_not_revoked'),
  ...rows(
    'revoke',
    OAUTH.filter(({ id }) => /invalid_client|unauthorized_client/.test(id)),
    ALL,
    'notRevoked',
    'token_not_revoked',
  ),
  ...rows(
    'revoke',
    OAUTH.filter(({ id }) => /invalid_grant/.test(id)),
    ALL,
    'alreadyRevoked',
    null,
  ),
];
