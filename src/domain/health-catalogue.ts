import type { CatalogueEntry, ProblemContext } from './catalogue.js';

const lasting = ({ span }: ProblemContext): string => (span ? ` for ${span}` : '');
const since = ({ since: from }: ProblemContext): string => (from ? ` since ${from}` : '');
const because = ({ cause }: ProblemContext): string => (cause ? ` ${cause}` : '');
const retried = ({ wait }: ProblemContext): string => (wait ? `it is retried in ${wait}` : 'it is retried');

/** The reasons why a connection, or the deployment, is not healthy. Part of the catalogue in problems.ts. */
export const HEALTH_CATALOGUE = {
  encryption_key_missing: {
    boxSays: 'nothing: the key that sealed the stored tokens is not configured',
    message: ({ what }) =>
      `${what ?? 'The encryption key of the stored tokens'} is not configured: Box cannot be called.`,
    remedy: () =>
      'Add the key to BOXWARD_ENCRYPTION_KEYS of the API and the worker and restart them. If it is lost, connect Box again.',
  },
  app_rejected: {
    boxSays: '`invalid_client`, `unauthorized_client`, "cannot authorize with this service"',
    message: (context) => `Box does not accept our app${since(context)}.${because(context)}`,
    remedy: () =>
      'Check the app in Box’s Admin Console and the client id and secret of this deployment. Work continues by itself.',
  },
  reauthorization_required: {
    boxSays: '`invalid_grant` for the refresh token',
    message: (context) =>
      `Box no longer accepts our credentials${since(context)}: nothing is scanned, and no events are read.`,
    remedy: () => 'Create a new consent link and grant access; everything continues where it stopped.',
  },
  waiting_for_consent: {
    boxSays: 'nothing: no admin has granted access yet',
    message: (context) => `Waiting for consent${lasting(context)}.`,
    remedy: () => 'Open the consent link and grant access, signed in as the Box admin.',
  },
  postgres_unreachable: {
    boxSays: 'nothing: Postgres does not respond to Boxward',
    message: (context) => `Postgres unreachable${since(context)}: nothing is scanned, and no events are stored.`,
    remedy: () => 'Start Postgres, or check DATABASE_URL and the network. Work continues where it stopped.',
  },
  migrations_pending: {
    boxSays: 'nothing: the database is older than this version',
    message: () => 'The database lacks migrations of this version.',
    remedy: () => 'Run `npm run migrate` with the new version.',
  },
  temporal_unreachable: {
    boxSays: 'nothing: Temporal does not respond to Boxward',
    message: (context) => `Temporal unreachable${since(context)}: no work is started.`,
    remedy: () => 'Start Temporal, or check TEMPORAL_ADDRESS and the network. Work continues where it stopped.',
  },
  no_worker: {
    boxSays: 'nothing: no worker has reported that it works',
    message: (context) => `No worker${lasting(context)}: nothing is scanned, and no events are read.`,
    remedy: () => 'Start the worker, or look into the log of the one that should run. Work continues where it stopped.',
  },
  blocked_on_the_way: {
    boxSays:
      'nothing: another server answers, with an HTML page, a redirect, an NTLM or Basic challenge, or its own certificate',
    message: ({ answer, since: from }) =>
      `A server other than Box ${from ? `has answered since ${from}` : 'answered'}, such as a proxy, a firewall or a login page${answer ? ` (${answer})` : ''}.`,
    remedy: () =>
      'Nothing to do in Box: calls are retried, and no file, user or consent is judged by such an answer. If it persists, let the server of Boxward reach Box’s API (api.box.com, port 443), or set HTTPS_PROXY, and NODE_EXTRA_CA_CERTS for a proxy that decrypts TLS.',
  },
  box_unreachable: {
    boxSays: '5xx, timeouts or nothing, to every call',
    message: (context) => `Box unreachable${since(context)}.${because(context)}`,
    remedy: (context) => `Nothing to do: ${retried(context)}. If it persists, check the network and Box’s status page.`,
  },
  box_throttling: {
    boxSays: '429',
    message: ({ wait }) => `Box throttles us${wait ? `: next call in ${wait}` : ''}.`,
    remedy: () =>
      'Nothing to do: the calls wait as long as Box requires. If it persists, check what else uses the app’s API calls.',
  },
  monthly_calls_low: {
    boxSays: 'nothing: the calls that BOX_MONTHLY_API_CALLS allows run short',
    message: ({ what }) => `The month’s API calls run short${what ? `: ${what}` : ''}.`,
    remedy: () =>
      'Nothing to do: changed files are scanned as before, and the scan of everything else is slowed until the month ends (UTC). For more, buy API calls from Box and raise BOX_MONTHLY_API_CALLS, or scan less often (BOXWARD_SCAN_INTERVAL_HOURS).',
  },
  scan_stuck: {
    boxSays: 'varies: the scan makes no progress',
    message: (context) => `The scan has made no progress${lasting(context)}.${because(context)}`,
    remedy: () => 'It is retried. If it persists, look into the worker’s log and the scan’s workflow in Temporal.',
  },
  events_behind: {
    boxSays: 'varies: no page of events was read in time',
    message: (context) => `No events were read${lasting(context)}: changed files wait.${because(context)}`,
    remedy: () => 'It is retried, and no event is lost. If it persists, look into the worker’s log.',
  },
  connecting: {
    boxSays: 'nothing: the consent is being checked',
    message: (context) =>
      `Connecting${lasting(context)}: Boxward checks what the Box account may do.${because(context)}`,
    remedy: () => null,
  },
  starting: {
    boxSays: 'nothing: the first calls are being made',
    message: ({ what }) => `Starting: ${what ?? 'the work has not begun yet'}.`,
    remedy: () => null,
  },
  events_unavailable: {
    boxSays: 'an error to every call to `/events`',
    message: (context) =>
      `Box’s events cannot be read${since(context)}: changed files wait for the next scan.${because(context)}`,
    remedy: (context) => `Nothing to do: ${retried(context)}, and no event is lost. If it persists, run Test API.`,
  },
  backfill_failing: {
    boxSays: 'an error to every call to `/events` of the days before consent',
    message: (context) => `The events before the consent cannot be read${since(context)}.${because(context)}`,
    remedy: (context) => `Nothing to do: ${retried(context)}. If it persists, run Test API.`,
  },
  rescans_failing: {
    boxSays: 'an error to the calls for changed files',
    message: (context) => `Changed files cannot be rescanned${since(context)}.${because(context)}`,
    remedy: () => 'It is retried, and no change is lost. If it persists, look into the worker’s log.',
  },
  scan_overdue: {
    boxSays: 'nothing: the scheduled scan has not begun',
    message: (context) => `The scheduled scan is overdue${lasting(context)}.`,
    remedy: () => 'Start it by hand. If it does not begin, look into the worker’s log.',
  },
  scan_paused: {
    boxSays: 'nothing: an admin paused the scan',
    message: () => 'The scan is paused: no files are scanned. Events are still collected.',
    remedy: () => 'Resume the scan.',
  },
  folders_parked: {
    boxSays: 'an error to every call for the item',
    message: ({ what }) => `${what ?? 'Some items'} could not be scanned.`,
    remedy: () => 'They are retried by themselves. The list of problems names each item with its reason.',
  },
  coverage_reduced: {
    boxSays: '403 for some users, or a role that may not see all of them',
    message: (context) => `Not everything is scanned${context.what ? `: ${context.what}` : ''}.${because(context)}`,
    remedy: () =>
      'Connect with the Admin, or accept what is skipped. The list of problems names each user with the reason.',
  },
  test_failed: {
    boxSays: 'an error to a check of Test API',
    message: ({ what }) => `Test API failed${what ? `: ${what}` : ''}.`,
    remedy: () => 'Fix the failed checks, then run Test API again.',
  },
  disconnecting: {
    boxSays: 'nothing: an admin disconnected the connection',
    message: (context) => `Disconnecting${lasting(context)}.`,
    remedy: () => null,
  },
  disconnected: {
    boxSays: 'nothing: an admin disconnected the connection',
    message: () => 'Disconnected: Box is no longer called.',
    remedy: () => 'Create another connection to scan this enterprise again.',
  },
  internal_error: {
    boxSays: 'nothing: the error is internal',
    message: () => 'An internal error occurred.',
    remedy: () => 'It is retried. If it persists, report it with the worker’s log.',
  },
} satisfies Record<string, CatalogueEntry>;
