import { apiKeyFor, DATA_CENTERS, LEGACY_API_KEY, type DataCenter } from './data-centers.js';

/** The instructions for an admin before the consent (GET /v1/connectors/box). */
export interface SetupGuide {
  readonly steps: readonly string[];
  readonly accountNotes: readonly { readonly account: string; readonly coverage: string; readonly note: string }[];
  readonly appRestriction: { readonly dataCenter: string; readonly apiKey: string; readonly where: string };
  readonly dataCenters: readonly { readonly dataCenter: string; readonly apiKey: string }[];
  readonly permissions: readonly { readonly name: string; readonly consoleName: string; readonly why: string }[];
}

/** The setup guide of a deployment in `dataCenter`; `clientId` is missing if it uses the data center's. */
export function setupGuide({ dataCenter, clientId }: { dataCenter: DataCenter; clientId?: string }): SetupGuide {
  const apiKey = apiKeyFor(dataCenter, clientId);
  return {
    steps: [
      'Choose the Box account. The Admin’s connection scans everything; the account notes say what is not scanned with a Co-Admin or another user.',
      `If your enterprise has "Disable unpublished apps by default" switched on (Box’s Admin Console: Apps → Custom apps → Settings), add the API key ${apiKey} under "Except for".`,
      'Create the connection, open its consent link, sign in to Box with that account and grant access.',
      'Return to this page and follow Test API: each failed check says what is missing and how to fix it.',
    ],
    accountNotes: [
      { account: 'Admin', coverage: 'full', note: 'Test API passes; every managed user’s files are scanned.' },
      {
        account: 'Co-Admin with all privileges',
        coverage: 'limited',
        note: 'Test API reports a failed check, and the connection works with limited coverage: files of the admin and of other co-admins are not scanned. The account needs "Manage users" and "Run new reports and access existing reports".',
      },
      {
        account: 'Any other user',
        coverage: 'own_files',
        note: 'Test API reports failed checks. Only files that this account owns are scanned. It cannot read events, so there is no backfill and no near-real-time rescan.',
      },
    ],
    appRestriction: { dataCenter, apiKey, where: 'Box Admin Console → Apps → Custom apps → Settings → Except for' },
    dataCenters: [
      ...Object.entries(DATA_CENTERS).map(([name, key]) => ({ dataCenter: name, apiKey: key })),
      { dataCenter: 'legacy', apiKey: LEGACY_API_KEY },
    ],
    permissions: [
      {
        name: 'root_readwrite',
        consoleName: 'Read and write all files and folders',
        why: 'to list files and how they are shared',
      },
      {
        name: 'manage_managed_users',
        consoleName: 'Manage users',
        why: 'to list users, and to act as each user to list the files that they own',
      },
      { name: 'manage_groups', consoleName: 'Manage groups', why: 'to read the members of groups in collaborations' },
      {
        name: 'manage_enterprise_properties',
        consoleName: 'Manage enterprise properties',
        why: 'to read the enterprise’s events for the backfill and for near-real-time rescans',
      },
      {
        name: 'as-user',
        consoleName: 'Make API calls using the as-user header',
        why: 'to list each user’s files as that user',
      },
    ],
  };
}
