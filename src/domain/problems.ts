import type { CatalogueEntry, ProblemContext } from './catalogue.js';
import { HEALTH_CATALOGUE } from './health-catalogue.js';

export type { ProblemContext } from './catalogue.js';

/** A problem and its remedy, in words that an admin can act on; `code` is stable (docs/troubleshooting.md). */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly remedy: string | null;
}

const userName = ({ login }: ProblemContext): string => login ?? 'This user';
const appKey = ({ apiKey, dataCenter }: ProblemContext): string =>
  apiKey ? `the API key ${apiKey}${dataCenter ? ` (data center ${dataCenter})` : ''}` : "this deployment's API key";

/** What a plain user can do about permissions of administrators. */
const OTHER_ACCOUNT = 'Connect with the Admin, or with a Co-Admin who has all privileges.';

/** All problems: the one source of their texts for the API, the portal and docs/troubleshooting.md. */
export const CATALOGUE = {
  ...HEALTH_CATALOGUE,
  consent_denied: {
    boxSays: '`error=access_denied` in the callback',
    message: () => 'Consent was denied on Box’s page.',
    remedy: () => 'Open a new consent link and grant access, signed in as the Box admin.',
  },
  consent_expired: {
    boxSays: 'nothing: no callback comes; Box’s page may say "Disabled by Administrator"',
    message: () =>
      'The consent link expired unused. Either it was not opened, or Box ended the consent on its own page.',
    remedy: (context) =>
      `If Box said "Disabled by Administrator", unpublished apps are disabled: in Box’s Admin Console open Apps → Custom apps → Settings and add ${appKey(context)} under "Except for". Then open a new consent link.`,
  },
  app_disabled_by_admin: {
    boxSays: '"cannot authorize with this service", `unauthorized_client`',
    message: () => 'The Box admin removed or disabled our app.',
    remedy: (context) =>
      `In Box’s Admin Console open Apps → Custom apps and allow ${appKey(context)}. A connection continues by itself then; a consent needs a new link.`,
  },
  consent_code_rejected: {
    boxSays: '`invalid_grant` for the code',
    message: () =>
      'Box did not accept the consent: it took longer than 30 seconds to reach us, or the link was opened twice.',
    remedy: () => 'Open a new consent link.',
  },
  consent_box_unavailable: {
    boxSays: '`error=server_error` or `temporarily_unavailable` in the callback; or no answer of Box’s for the code',
    message: () => 'Box, or the network path to it, was unavailable when the consent was to be completed.',
    remedy: () =>
      'Open a new consent link in some minutes. If it fails again, check Box’s status page, and whether this server reaches Box’s API.',
  },
  consent_scope_rejected: {
    boxSays: '`error=invalid_scope` in the callback',
    message: () => 'Box rejected the permissions that our app asked for: the Box app does not have one of them.',
    remedy: () =>
      'Switch the scopes on in Box’s developer console (the setup guide lists what is needed), then open a new consent link.',
  },
  consent_request_rejected: {
    boxSays: '`error=invalid_request` or `unsupported_response_type` in the callback; another error for the code',
    message: () => 'Box rejected the form of our request for a consent.',
    remedy: () =>
      'Compare BOX_CLIENT_ID, BOX_AUTHORIZE_URL and the redirect URI (BOXWARD_PUBLIC_URL with /oauth/box/callback) with Box’s developer console, then open a new consent link.',
  },
  consent_failed: {
    boxSays: 'an unknown `error` in the callback',
    message: () => 'Box ended the consent with an error that Boxward does not know.',
    remedy: () =>
      'Open a new consent link. If it fails again, look up the error in the address that Box redirected to.',
  },
  refresh_token_rejected: {
    boxSays: '`invalid_grant`, "Invalid refresh token", "Refresh token has expired"',
    message: () => 'Box no longer accepts our credentials: the refresh token was used up, expired or revoked.',
    remedy: () => 'Connect Box again with a new consent link; everything continues where it stopped.',
  },
  token_not_revoked: {
    boxSays: '`invalid_client` or `unauthorized_client` for a revocation, or nothing',
    message: () =>
      'The connection is disconnected and its tokens are deleted here, but Box did not revoke them: Box was unreachable, or no longer accepts this deployment’s client id and secret.',
    remedy: (context) => `In Box’s Admin Console open Apps → Custom apps and remove ${appKey(context)}.`,
  },
  app_credentials_rejected: {
    boxSays: '`invalid_client`',
    message: () => 'Box does not know this deployment’s client id, or its client secret is wrong.',
    remedy: () =>
      'Set BOX_CLIENT_ID and BOX_CLIENT_SECRET as Box’s developer console shows them and restart. A connection continues by itself then; a consent needs a new link.',
  },
  no_enterprise: {
    boxSays: '"without having an enterprise", `enterprise` null',
    message: () => 'The account that consented does not belong to a Box enterprise.',
    remedy: () => 'Connect with an account of a Business or Enterprise plan.',
  },
  different_enterprise: {
    boxSays: 'nothing: the account belongs to a different enterprise',
    message: () => 'The consent came from an account of a different enterprise than this connection’s and was refused.',
    remedy: () =>
      'Open a new consent link and sign in with an account of the same enterprise, or create another connection.',
  },
  enterprise_connected_twice: {
    boxSays: 'nothing: another connection has the same enterprise',
    message: ({ connectionName }) =>
      `${connectionName ? `The connection "${connectionName}"` : 'Another connection'} has the same Box enterprise: its files are scanned, and Box is called, twice.`,
    remedy: () => 'Disconnect one of the two connections, unless they are meant to scan with different accounts.',
  },
  event_position_refused: {
    boxSays: '400 or another 4xx for a position in the event stream',
    message: () => 'Box does not accept our position in the event stream.',
    remedy: () =>
      'Nothing to do: a new position is taken, and the events in between are read from Box’s long-term event log.',
  },
  event_period_refused: {
    boxSays: '400 or another 4xx for a period of the event log',
    message: () => 'Box refuses to return the events of a past period from its long-term event log.',
    remedy: () =>
      'Nothing to do: it is retried, at most an hour apart. If it persists, report it with the request id in the log.',
  },
  events_not_stored: {
    boxSays: 'nothing: the error is internal',
    message: () => 'An internal error occurred while events were read or stored.',
    remedy: () => 'Nothing to do: it is retried. If it persists, report it with the worker’s log.',
  },
  test_api_unfinished: {
    boxSays: '5xx, 429, a timeout, or a response that cannot be parsed, for a minute',
    message: () => 'Box did not answer all checks of Test API in time. Events and scan have started nevertheless.',
    remedy: () => 'Nothing to do: Test API is repeated until it completes. If it persists, check Box’s status page.',
  },
  insufficient_scope: {
    boxSays: '`insufficient_scope`',
    message: () => 'The Box app lacks a scope or the as-user switch.',
    remedy: () => 'Switch it on in Box’s developer console (the setup guide lists what is needed), then connect again.',
  },
  events_not_permitted: {
    boxSays: '`access_denied_insufficient_permissions` on events',
    message: () =>
      'The account may not read the enterprise’s events: there is no backfill and no near-real-time rescan.',
    remedy: ({ isPlainUser }) =>
      isPlainUser
        ? OTHER_ACCOUNT
        : 'Grant the Co-Admin "Run new reports and access existing reports" in Box, then run Test API.',
  },
  users_not_permitted: {
    boxSays: '`access_denied_insufficient_permissions` on users',
    message: () => 'The account may not list the enterprise’s users, so only its own files are scanned.',
    remedy: ({ isPlainUser }) =>
      isPlainUser
        ? OTHER_ACCOUNT
        : 'Connect with the Admin, or grant the Co-Admin "Manage users" in Box and run Test API.',
  },
  user_not_impersonable: {
    boxSays: '`access_denied_insufficient_permissions` on `as-user`',
    message: (context) => `${userName(context)} cannot be scanned: Box does not let us act as this user.`,
    remedy: () => 'Connect with the Admin, or accept that this user’s files are skipped.',
  },
  coadmin_limited: {
    boxSays: '`access_denied_insufficient_permissions` on `as-user`, from a Co-Admin',
    message: ({ login }) =>
      login
        ? `${login} is an administrator. A Co-Admin’s connection cannot scan the files of administrators.`
        : 'The account is a Co-Admin: files owned by the admin and by other co-admins cannot be scanned. All other users are scanned.',
    remedy: () => 'Connect with the Admin, or accept that the files of administrators are skipped.',
  },
  own_files_only: {
    boxSays: '`role: user`',
    message: () =>
      'The account is a plain user: only its own files are scanned, and the enterprise’s events are not read.',
    remedy: () => OTHER_ACCOUNT,
  },
  as_user_refused: {
    boxSays: '403 on `as-user`, for one user like another',
    message: () =>
      'Box does not let us act as any user. The files that are known are kept; of other users than the account that consented nothing new is scanned.',
    remedy: () =>
      'In Box’s developer console check that the app may "make API calls using the as-user header" and has the scope "Manage users"; in the Admin Console check the app’s permission and the login settings. The scan continues by itself.',
  },
  users_not_listed: {
    boxSays: 'an error, several times in a row, on the list of users',
    message: ({ answer }) =>
      `The list of users could not be read to its end${answer ? `: ${answer}` : '.'} The users that are known are scanned; new ones may be missing.`,
    remedy: () => 'Nothing to do: it is retried. If it persists, run Test API.',
  },
  user_inactive: {
    boxSays: '`status: inactive`',
    message: (context) => `${userName(context)} is deactivated at Box, so this user’s files cannot be scanned.`,
    remedy: () => 'Reactivate the user, or transfer the files to an active user.',
  },
  box_forbidden: {
    boxSays: '403 on an item',
    message: () => 'Box does not let us see this item.',
    remedy: () => 'Open the item in Box as its owner. It is retried by itself, at least every hour.',
  },
  box_not_found: {
    boxSays: '404, 410',
    message: () => 'Box no longer has this item, or hides it from its owner.',
    remedy: () => null,
  },
  box_rejected: {
    boxSays: 'another 4xx',
    message: () => 'Box rejected one of our calls.',
    remedy: () =>
      'It is retried by itself, at least every hour. If it persists, report it with the request id in the log.',
  },
  box_not_ready: {
    boxSays: '202 on a download',
    message: () => 'Box is still preparing the file.',
    remedy: () => 'Nothing to do: it is retried.',
  },
  box_rate_limited: {
    boxSays: '429',
    message: () => 'Box’s rate limit was exceeded.',
    remedy: () => 'Nothing to do: the next call waits as long as Box requires.',
  },
  box_unavailable: {
    boxSays: '5xx, a timeout, or a response that cannot be parsed',
    message: () => 'Box, or the network path to it, is unavailable.',
    remedy: () => 'Nothing to do: it is retried. If it persists, check Box’s status page.',
  },
  listing_endless: {
    boxSays: 'a marker that it has returned before, or one page after another without entries',
    message: () => 'A list that Box returns page by page does not end, so it was read only in part.',
    remedy: () => 'Nothing to do: it is retried. If it persists, report it to Box’s support.',
  },
  entry_unreadable: {
    boxSays: 'an item without a readable id or owner in a folder’s list',
    message: () =>
      'Some items of this folder could not be read. What is known of them is kept; all other items are scanned.',
    remedy: () => 'Nothing to do: the next scan reads them again. If it persists, report it to Box’s support.',
  },
  item_owner_unknown: {
    boxSays: '404 for an item whose event does not name its owner',
    message: () =>
      'Box reported a change to this item without its owner, and none of the users who may see it does: the owner of its folder, the user who acted, the account that consented.',
    remedy: () => 'Nothing to do: it is retried, and the next complete scan finds the item if it exists.',
  },
  item_not_scanned: {
    boxSays: 'nothing: the error is internal',
    message: () => 'An internal error occurred while this item was scanned.',
    remedy: () => 'It is retried by itself, at least every hour. If it persists, report it with the worker’s log.',
  },
} satisfies Record<string, CatalogueEntry>;

/** The code of a problem. */
export type ProblemCode = keyof typeof CATALOGUE;

/** Returns the problem with this code, its texts filled in from `context`. */
export function problem(code: ProblemCode, context: ProblemContext = {}): Problem {
  const entry: CatalogueEntry = CATALOGUE[code];
  return { code, message: entry.message(context), remedy: entry.remedy(context) };
}
