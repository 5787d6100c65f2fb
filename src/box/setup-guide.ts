import { apiKeyFor, DATA_CENTERS, LEGACY_API_KEY, type DataCenter } from './data-centers.js';

/** What an admin needs to know before following the consent link (GET /v1/connectors/box). */
export interface SetupGuide {
  readonly steps: readonly string[];
  readonly accountNotes: readonly { readonly account: string; readonly coverage: string; readonly note: string }[];
  readonly appRestriction: { readonly dataCenter: string; readonly apiKey: string; readonly where: string };
  readonly dataCenters: readonly { readonly dataCenter: string; readonly apiKey: string }[];
  readonly permissions: readonly { readonly name: string; readonly consoleName: string; readonly why: string }[];
}

/** The setup guide of a deployment in `dataCenter` that presents `clientId`. */
export function setupGuide({ dataCenter, clientId }: { dataCenter: DataCenter; clientId?: string }): SetupGuide {
  const apiKey = apiKeyFor(dataCenter, clientId);
  return {
    steps: [
      'Choose the Box account: the Admin sees everything; see the notes for what a Co-Admin costs.',
      `If your enterprise has "Disable unpublished apps by default" switched on (Box’s Admin Console: Apps → Custom apps → Settings), add the API key ${apiKey} under "Except for".`,
      'Create the connection, open its consent link, sign in to Box with that account and press Allow.',
      'Back here, watch Test API: each check says what is missing and what to do about it.',
    ],
    accountNotes: [
      { account: 'Admin', coverage: 'full', note: 'Test API passes; every managed user’s files are scanned.' },
      {
        account: 'Co-Admin with all privileges',
        coverage: 'limited',
        note: 'Test API fails and says so, and the connection goes on: files owned by the admin and by other co-admins are not scanned. Needs "Manage users" and "Run new reports and access existing reports".',
      },
      {
        account: 'Any other user',
        coverage: 'own_files',
        note: 'Test API fails: only what this account owns is scanned; there are no events, so no backfill and no near-real-time rescans.',
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
        why: 'lists files and how they are shared',
      },
      {
        name: 'manage_managed_users',
        consoleName: 'Manage users',
        why: 'lists users, and acts as each to see what they own',
      },
      { name: 'manage_groups', consoleName: 'Manage groups', why: 'tells who is behind a group collaboration' },
      {
        name: 'manage_enterprise_properties',
        consoleName: 'Manage enterprise properties',
        why: 'reads the enterprise’s events: the backfill and near-real-time rescans',
      },
      {
        name: 'as-user',
        consoleName: 'Make API calls using the as-user header',
        why: 'sees each user’s files as that user does',
      },
    ],
  };
}
