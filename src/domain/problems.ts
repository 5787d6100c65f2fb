/** Something that went wrong, in words an admin can act on; `code` is stable (docs/troubleshooting.md). */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly remedy: string | null;
}

/** What is put into a problem's sentences; never a secret. */
export interface ProblemContext {
  readonly apiKey?: string;
  readonly dataCenter?: string;
  readonly login?: string;
}

interface CatalogueEntry {
  readonly message: (context: ProblemContext) => string;
  readonly remedy: (context: ProblemContext) => string | null;
  /** What Box says when this is the matter, for docs/troubleshooting.md. */
  readonly boxSays: string;
}

const who = ({ login }: ProblemContext): string => login ?? 'This user';
const appKey = ({ apiKey, dataCenter }: ProblemContext): string =>
  apiKey ? `the API key ${apiKey}${dataCenter ? ` (data center ${dataCenter})` : ''}` : "this deployment's API key";

/** Everything that can go wrong with Box: the one source for the API, the portal and the page. */
export const CATALOGUE = {
  consent_denied: {
    boxSays: '`error=access_denied` on the way back',
    message: () => 'Consent was denied on Box’s page.',
    remedy: () => 'Open a new consent link and press Allow, signed in as the Box admin.',
  },
  consent_expired: {
    boxSays: 'nothing: no callback comes; Box’s page may say "Disabled by Administrator"',
    message: () =>
      'The consent link expired unused. Either nobody followed it, or Box ended the consent on its own page.',
    remedy: (context) =>
      `If Box said "Disabled by Administrator", unpublished apps are disabled: in Box’s Admin Console open Apps → Custom apps → Settings and add ${appKey(context)} under "Except for". Then open a new consent link.`,
  },
  app_disabled_by_admin: {
    boxSays: '"cannot authorize with this service", `unauthorized_client`',
    message: () => 'The Box admin removed or disabled our app.',
    remedy: (context) =>
      `In Box’s Admin Console open Apps → Custom apps, allow ${appKey(context)}, then connect again with a new consent link.`,
  },
  consent_code_rejected: {
    boxSays: '`invalid_grant` on the code',
    message: () =>
      'Box did not accept the consent: it took longer than 30 seconds to reach us, or the link was opened twice.',
    remedy: () => 'Open a new consent link.',
  },
  refresh_token_rejected: {
    boxSays: '`invalid_grant`, "Invalid refresh token", "Refresh token has expired"',
    message: () => 'Box no longer accepts our credentials: the refresh token was used up, expired or revoked.',
    remedy: () => 'Connect Box again with a new consent link; everything goes on where it was.',
  },
  token_not_revoked: {
    boxSays: '`invalid_client` or `unauthorized_client` to a revocation, or nothing',
    message: () =>
      'The connection has ended and our copy of its tokens is gone, but they could not be revoked at Box: it was out of reach, or no longer takes this deployment’s client id and secret.',
    remedy: (context) => `In Box’s Admin Console open Apps → Custom apps and remove ${appKey(context)}.`,
  },
  app_credentials_rejected: {
    boxSays: '`invalid_client`',
    message: () => 'Box does not know this deployment’s client id, or its client secret is wrong.',
    remedy: () =>
      'Set BOX_CLIENT_ID and BOX_CLIENT_SECRET as Box’s developer console shows them, restart, then connect again.',
  },
  no_enterprise: {
    boxSays: '"without having an enterprise", `enterprise` null',
    message: () => 'The account that consented belongs to no Box enterprise.',
    remedy: () => 'Connect with an account of a Business or Enterprise plan.',
  },
  different_enterprise: {
    boxSays: 'nothing: the account is of another enterprise than before',
    message: () => 'The consent came from another enterprise than this connection’s, and was refused.',
    remedy: () =>
      'Open a new consent link and sign in with an account of the same enterprise, or create another connection.',
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
    remedy: () => 'Grant the Co-Admin "Run new reports and access existing reports" in Box, then run Test API.',
  },
  users_not_permitted: {
    boxSays: '`access_denied_insufficient_permissions` on users',
    message: () => 'The account may not list the enterprise’s users, so only its own files are scanned.',
    remedy: () => 'Connect with the Admin, or grant the Co-Admin "Manage users" in Box and run Test API.',
  },
  user_not_impersonable: {
    boxSays: '`access_denied_insufficient_permissions` on `as-user`',
    message: (context) => `${who(context)} cannot be scanned: Box does not let us act as this user.`,
    remedy: () => 'Connect with the Admin, or accept that this user’s files are left out.',
  },
  coadmin_limited: {
    boxSays: '`access_denied_insufficient_permissions` on `as-user`, from a Co-Admin',
    message: ({ login }) =>
      login
        ? `${login} is an administrator, whose files a Co-Admin’s connection cannot scan.`
        : 'The account is a Co-Admin: files owned by the admin and by other co-admins cannot be scanned. The connection goes on with the others.',
    remedy: () => 'Connect with the Admin, or accept that the files of administrators are left out.',
  },
  own_files_only: {
    boxSays: '`role: user`',
    message: () =>
      'A plain user connected: the connection goes on with this account’s own files, and without the enterprise’s events.',
    remedy: () => 'Connect with the Admin, or with a Co-Admin who has all privileges.',
  },
  user_inactive: {
    boxSays: '`status: inactive`',
    message: (context) => `${who(context)} is deactivated at Box, so this user’s files cannot be scanned.`,
    remedy: () => 'Reactivate the user, or transfer the files to somebody active.',
  },
  box_forbidden: {
    boxSays: '403 on an item',
    message: () => 'Box does not let us see this item.',
    remedy: () => 'Look at the item in Box as its owner; it is tried again in the next scan.',
  },
  box_not_found: {
    boxSays: '404, 410',
    message: () => 'Box no longer has this item, or hides it from its owner.',
    remedy: () => null,
  },
  box_rejected: {
    boxSays: 'another 4xx',
    message: () => 'Box did not accept one of our calls.',
    remedy: () => 'It is tried again in the next scan. If it stays so, report it with the request id in the log.',
  },
  box_not_ready: {
    boxSays: '202 on a download',
    message: () => 'Box is still preparing the file.',
    remedy: () => 'Nothing: it is tried again.',
  },
  box_rate_limited: {
    boxSays: '429',
    message: () => 'Box asked us to slow down.',
    remedy: () => 'Nothing: the next call waits as long as Box said.',
  },
  box_unavailable: {
    boxSays: 'an answer that cannot be parsed, 5xx, a time-out',
    message: () => 'Box, or the way to it, is in trouble.',
    remedy: () => 'Nothing: it is tried again. If it lasts, look at Box’s status page.',
  },
  item_not_scanned: {
    boxSays: 'nothing: the fault is on our side',
    message: () => 'Something went wrong on our side while this item was scanned.',
    remedy: () => 'It is tried again in the next scan. If it stays so, report it with what the worker’s log says.',
  },
} satisfies Record<string, CatalogueEntry>;

/** A stable code of the catalogue. */
export type ProblemCode = keyof typeof CATALOGUE;

/** The problem of a code, with the given words put into its sentences. */
export function problem(code: ProblemCode, context: ProblemContext = {}): Problem {
  const entry: CatalogueEntry = CATALOGUE[code];
  return { code, message: entry.message(context), remedy: entry.remedy(context) };
}
