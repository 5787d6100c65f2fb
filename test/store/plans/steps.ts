import type { Activity } from '../../../src/domain/activity.js';
import { NO_PROGRESS } from '../../../src/domain/listing-guard.js';
import { problem } from '../../../src/domain/problems.js';
import type { Promotion } from '../../../src/domain/promotion.js';
import { ownerHints } from '../../../src/store/activity-log/owner-hints.js';
import { storeEventsOneByOne } from '../../../src/store/activity-log/store-one-by-one.js';
import { addApiCalls, apiCallsOf, monthlyUseOf } from '../../../src/store/connections/api-calls.js';
import { reportLimits, takeSlots } from '../../../src/store/connections/box-pace.js';
import * as grants from '../../../src/store/connections/grants.js';
import * as users from '../../../src/store/scan/box-users.js';
import { countScan } from '../../../src/store/scan/counters.js';
import { ownersNotSeen } from '../../../src/store/scan/coverage.js';
import { frontierState, hasPendingFolders } from '../../../src/store/scan/frontier-state.js';
import * as frontier from '../../../src/store/scan/frontier.js';
import * as generations from '../../../src/store/scan/generations.js';
import * as items from '../../../src/store/scan/items.js';
import type { ObservedFolder } from '../../../src/store/scan/observation.js';
import { scanNumbers, scanProblems } from '../../../src/store/scan/progress.js';
import * as promotions from '../../../src/store/scan/promotions.js';
import { storedQueue } from '../../../src/store/scan/queue.js';
import { NOTHING_MET, recordPages, type ListedPage } from '../../../src/store/scan/record-pages.js';
import { markSubtree, markUnlisted } from '../../../src/store/scan/removals.js';
import { listRescans, recordRescan, recordRescans } from '../../../src/store/scan/rescans.js';
import * as files from '../../../src/store/scan/scanned-files.js';
import * as folders from '../../../src/store/scan/scanned-folders.js';
import { scanSituation } from '../../../src/store/scan/situation.js';
import { recordedItem, recordedItems } from '../../../src/store/scan/snapshots.js';
import { ownersOfTrash, trashOf } from '../../../src/store/scan/trash.js';
import { unseenParts } from '../../../src/store/scan/unseen-parts.js';
import { joinByKey } from '../../../src/store/sql/by-key.js';
import type { Db } from '../../../src/store/sql/postgres.js';
import { createCipher } from '../../../src/util/encryption.js';
import { observedFile } from '../../fixture/file.js';
import { LARGE } from './tables.js';

/** The most rows and pages of 8 KiB that one scan node of a statement reads; `because` says why it is more than usual. */
export interface Bound {
  readonly rows: number;
  readonly pages: number;
  readonly because: string;
}

/** A step of the scan, event or express path: what it does with one connection, `c`, in its first generation. */
export interface Step {
  readonly name: string;
  readonly run: (db: Db) => Promise<unknown>;
  /** Missing for a step that reads no more than its input names. */
  readonly bound?: Bound;
}

/** A step of twenty files, twenty folders or twenty events reads no more. */
export const USUAL: Bound = { rows: 400, pages: 700, because: 'its input' };

const SCAN = { connectionId: 'c', generation: 1 };
const LEASE = { connectionId: 'c', leaseId: 'own' };
const LATER = new Date(Date.now() + 60_000);
const twenty = <T>(make: (i: number) => T): T[] => Array.from({ length: 20 }, (_, i) => make(i));

/** Files of one page: half of them are recorded. They lie in folder `d1`, whose files are `f1`, `f20001` and so on. */
const PAGE_FILES = twenty((i) => observedFile({ fileId: i % 2 ? `f${i}` : `new${i}`, folderId: 'd1', ownerId: 'u1' }));
const FILE_IDS = PAGE_FILES.map(({ fileId }) => fileId);
const observedFolder = (folderId: string, parentId = 'd1'): ObservedFolder => ({
  folderId,
  ownerId: 'u1',
  parentId,
  name: folderId,
  path: `/${folderId}`,
  ancestorIds: [parentId],
  hasCollaborations: false,
  ownLink: null,
  ownCollaborators: { internal: false, external: false },
  sharing: null,
});
const NOBODY = { internal: false, external: false };
const SHARING: ListedPage['sharing'] = {
  own: NOBODY,
  inForce: { link: null, internalCollaborators: false, externalCollaborators: false },
};
const entry = (folderId: string) => ({ userId: 'u1', folderId });
const observation = { ...SCAN, observedAt: LATER, reason: 'modified', eventType: 'EDIT' } as const;

const event = (eventId: string, itemId: string): Activity => ({
  eventId,
  type: 'EDIT',
  category: 'modifies',
  effect: 'item',
  occurredAt: new Date().toISOString(),
  timeUnknown: false,
  actor: { id: 'u1', login: 'u1', name: 'U' },
  item: { type: 'file', id: itemId, name: 'x', ownerId: 'u1', parentId: 'd1' },
  ip: null,
  own: false,
  raw: {},
});
const EVENTS = twenty((i) => event(i % 2 ? `e${i}` : `newly${i}`, `f${i}`));
const PROMOTIONS = twenty((i): Promotion => ({
  itemType: 'file',
  itemId: `f${i}`,
  ownerId: 'u1',
  eventId: `e${i}`,
  eventType: 'EDIT',
  at: new Date().toISOString(),
  rank: 0,
  reason: 'modified',
}));
const [PROMOTED] = PROMOTIONS as [Promotion];
const FOLDER: Promotion = { ...PROMOTED, itemType: 'folder', itemId: 'd1' };
const USER: Promotion = { ...PROMOTED, itemType: 'user', itemId: 'u1' };

const CIPHER = createCipher([{ id: 'k1', key: Buffer.alloc(32, 1) }]);
const TOKENS = { accessToken: 'a', refreshToken: 'r', issuedAt: new Date(), expiresAt: LATER };

const stored = (userId: string): users.StoredUser => ({
  userId,
  login: userId,
  name: userId,
  role: 'user',
  status: 'active',
  skippedReason: null,
});
const inTransaction = (db: Db, work: Parameters<ReturnType<Db['transaction']>['execute']>[0]) =>
  db.transaction().execute(work);

/** Claims a folder that waits before the bulk, with nothing else of it. */
async function claimed(db: Db, folderId: string): Promise<frontier.Claim> {
  await frontier.extendFrontier(db, [entry(folderId)], { ...SCAN, lane: 0 });
  const [claim] = await frontier.claimFolders(db, { ...SCAN, leaseId: LEASE.leaseId, limit: 1 });
  if (claim?.folderId !== folderId) throw new Error(`The first folder is not ${folderId}, but ${claim?.folderId}`);
  return claim;
}

const pageOf = (claim: frontier.Claim, more: Partial<ListedPage> = {}): ListedPage => ({
  leaseId: LEASE.leaseId,
  claim,
  sharing: null,
  files: PAGE_FILES,
  folders: twenty((i) => observedFolder(`below ${claim.folderId} ${i}`, claim.folderId)),
  observedAt: new Date(),
  isWhole: true,
  nextMarker: null,
  apiCalls: 1,
  ...more,
});

/** Claims a folder and records a page of it. */
async function record(db: Db, folderId: string, more: Partial<ListedPage> = {}): Promise<void> {
  const recorded = await recordPages(db, SCAN, [pageOf(await claimed(db, folderId), more)]);
  if (!recorded[0]?.isRecorded) throw new Error('The page was not recorded');
  await frontier.removeFoldersBelow(db, { connectionId: 'c', folderId });
}

const held = (folderId: string) => ({ ...LEASE, ...entry(folderId) });
/** Rows that the steps before have deleted are still in the tables. */
export const ALL_WAITING: Bound = {
  rows: 4 * LARGE.folders,
  pages: 60_000,
  because: 'all that waits, once a generation',
};
const ALL_USERS: Bound = { rows: LARGE.users + 50, pages: 8_000, because: 'all users' };

/** All steps, in an order in which they can be made one after the other. */
export const STEPS: readonly Step[] = [
  { name: 'begin or continue a generation', run: (db) => generations.beginGeneration(db, 'c', null) },
  { name: 'read the listing of users', run: (db) => generations.usersListing(db, 'c', 1) },
  {
    name: 'list users',
    run: (db) =>
      users.upsertUsers(
        db,
        'c',
        1,
        twenty((i) => stored(`u${i}`)),
      ),
  },
  {
    name: 'save the marker of the users',
    run: (db) =>
      generations.moveUsersListing(db, 'c', 1, { marker: 'm', met: { progress: NO_PROGRESS, unreadable: 0 } }),
  },
  {
    name: 'fail to list users',
    async run(db) {
      await generations.recordUsersProblem(db, 'c', 1, { error: problem('users_not_listed'), goOn: true });
      await generations.takeUsersRetry(db, 'c', 1);
      await users.hasOtherUsers(db, 'c', 'u1');
      await users.scannedUsers(db, 'c', { after: 'u1', limit: 20 });
    },
    bound: ALL_USERS,
  },
  {
    name: 'add roots and folders',
    run: (db) =>
      frontier.extendFrontier(
        db,
        twenty((i) => entry(`d${i}`)),
        { ...SCAN, lane: 1 },
      ),
  },
  {
    name: 'look up users',
    run: (db) =>
      users.usersById(
        db,
        'c',
        twenty((i) => `u${i * 7}`),
      ),
  },
  { name: 'skip a user', run: (db) => users.skipUser(db, 'c', 'u3', problem('user_not_impersonable')) },
  { name: 'skip a user no longer', run: (db) => users.unskipUser(db, 'c', 'u3') },
  { name: 'delete a user', run: (db) => users.deleteUsers(db, 'c', { userId: 'u4' }) },

  { name: 'claim folders', run: (db) => frontier.claimFolders(db, { ...SCAN, leaseId: 'other', limit: 16 }) },
  {
    name: 'claim folders of users whose calls do not wait',
    run: (db) => frontier.claimFolders(db, { ...SCAN, leaseId: 'other', limit: 16, passOver: ['u1', 'u2'] }),
    bound: { rows: 1_100, pages: 200, because: 'it takes a few of each user from the next 1,000' },
  },
  { name: 'renew a lease', run: (db) => frontier.renewLease(db, { ...LEASE, leaseId: 'other' }) },
  {
    name: 'release a lease',
    run: (db) => frontier.releaseLeases(db, { connectionId: 'c', leaseIds: ['other', 'older'] }),
  },
  { name: 'see what a slice leaves', run: (db) => frontierState(db, 'c') },
  { name: 'see whether a folder waits', run: (db) => hasPendingFolders(db, 'c') },
  {
    name: 'release claims',
    async run(db) {
      await frontier.releaseClaims(db, [await claimed(db, 'd1')], { ...LEASE, failed: true, waitMs: 1_000 });
      await frontier.removeClaim(db, held('d1'));
    },
  },
  {
    name: 'look up what is recorded of the files of a page',
    run: (db) => files.collaboratorsOnRecord(db, 'c', FILE_IDS),
  },
  { name: 'record a page', run: (db) => record(db, 'd1', { sharing: SHARING }) },
  {
    name: 'record pages of several folders',
    async run(db) {
      const lanes = [0, 1] as const;
      for (const lane of lanes) await frontier.extendFrontier(db, [entry(`several${lane}`)], { ...SCAN, lane });
      const claims = await frontier.claimFolders(db, { ...SCAN, leaseId: LEASE.leaseId, limit: 8 });
      const recorded = await recordPages(
        db,
        SCAN,
        claims.map((claim) => pageOf(claim, { sharing: SHARING })),
      );
      if (recorded.some(({ isRecorded }) => !isRecorded)) throw new Error('A page was not recorded');
      await frontier.removeFoldersBelow(db, { connectionId: 'c', folderId: 'several0' });
    },
  },
  {
    name: 'record listings of which an earlier generation has recorded most files',
    async run(db) {
      const pages: ListedPage[] = [];
      for (const folderId of ['d501', 'd1001', 'd1501']) {
        const claim = await claimed(db, folderId);
        const own = observedFile({ fileId: `f${folderId.slice(1)}`, folderId, ownerId: claim.userId });
        const pass = { ...NOTHING_MET, progress: { ...NO_PROGRESS, pages: 1 } };
        const files = [...PAGE_FILES, own];
        pages.push(pageOf({ ...claim, lane: 1 }, { files, folders: [], observedAt: LATER, pass }));
      }
      const recorded = await recordPages(db, SCAN, pages);
      if (recorded.some(({ isRecorded }) => !isRecorded)) throw new Error('A page was not recorded');
    },
  },
  { name: 'record a page again', run: (db) => record(db, 'd1') },
  {
    name: 'record a page that is not the last',
    async run(db) {
      await record(db, 'd1', { nextMarker: 'm' });
      await frontier.removeClaim(db, held('d1'));
    },
  },
  {
    name: 'record a page with unreadable entries',
    run: (db) => record(db, 'd5', { pass: { ...NOTHING_MET, unreadable: 1 } }),
  },
  {
    name: 'record a page with items that failed',
    async run(db) {
      await record(db, 'd6', { pass: { ...NOTHING_MET, failure: problem('box_unavailable') } });
      await claimed(db, 'd6');
      await frontier.parkClaim(db, held('d6'), problem('box_unavailable'));
    },
  },
  { name: 'retry what waited for a problem to end', run: (db) => frontier.retryParkedFor(db, 'c', 'as_user_refused') },
  {
    name: 'park a skipped user',
    run: (db) =>
      frontier.parkSkippedUser(
        db,
        { connectionId: 'c', userId: 'u5' },
        { generation: 1, error: problem('user_not_impersonable'), maxRetrySeconds: 60 },
      ),
  },
  { name: 'remove the folders of a user', run: (db) => frontier.removeUserFromFrontier(db, 'c', 'u6') },
  {
    name: 'compare with other users',
    run: (db) => users.usersToCompare(db, 'c', { otherThan: ['u1'], limit: 5 }),
    bound: ALL_USERS,
  },
  { name: 'see whether a generation is over', run: (db) => generations.isGenerationOver(db, 'c', 1) },
  {
    name: 'see whether a scan has completed since',
    run: (db) => generations.hasCompleteScanSince(db, 'c', new Date(0)),
  },
  {
    name: 'keep the tokens of a connection',
    async run(db) {
      const grant = { id: 'g', connectionId: 'c', tokens: TOKENS };
      await inTransaction(db, (trx) => grants.insertGrant(trx, CIPHER, grant));
      await grants.acceptGrant(db, 'c', 'g');
      await grants.currentGrant(db, 'c');
      await grants.tokensOf(db, CIPHER, 'g');
      await grants.renewTokens(db, CIPHER, 'g', (tokens) => Promise.resolve({ ...tokens }));
      await grants.refuseGrant(db, 'g');
      await grants.grantsWithTokens(db, 'c');
      await grants.revokeGrants(db, 'c');
    },
  },
  { name: 'count calls', run: (db) => addApiCalls(db, 'c', new Map([['listing', 3]])) },
  {
    name: 'read the calls of a month',
    async run(db) {
      await apiCallsOf(db, 'c');
      await monthlyUseOf(db, ['c']);
    },
  },
  {
    name: 'take slots for calls',
    async run(db) {
      const keys = twenty((i) => ({ connectionId: 'c', userId: `u${i}`, spacingMs: 60 }));
      const asks = keys.map((key) => ({ ...key, made: 0, live: 1, bulk: 3 }));
      await takeSlots(db, asks);
      await takeSlots(db, asks);
      await reportLimits(
        db,
        keys.map((key) => ({ ...key, retryAfterMs: 1_000, isForUser: false })),
      );
    },
    bound: { rows: 20 * LARGE.users, pages: 8_000, because: 'each 429 may read the pace of all users' },
  },

  {
    name: 'mark what a listing did not show',
    run: (db) => markUnlisted(db, { connectionId: 'c', ...entry('d1') }, { generation: 1, observedAt: LATER }),
  },
  {
    name: 'mark a subtree as trashed',
    run: (db) => markSubtree(db, 'd2', 'trashed', observation),
    bound: { rows: 500, pages: 3_000, because: 'a hundred folders with two hundred files' },
  },
  {
    name: 'count the files below a folder',
    run: (db) => folders.countFilesBelow(db, { connectionId: 'c', folderId: 'd3' }),
    bound: { rows: 500, pages: 3_000, because: 'a hundred folders with two hundred files' },
  },
  {
    name: 'mark purged items as gone',
    run: (db) =>
      inTransaction(db, async (trx) => {
        await folders.markPurgedFolders(
          trx,
          'c',
          twenty((i) => `d${i}`),
          LATER,
        );
        await files.markPurgedFiles(trx, 'c', FILE_IDS, LATER);
      }),
  },
  { name: 'read the trash of a user', run: (db) => trashOf(db, 'c', 'u199', 20) },

  {
    name: 'store events',
    run: (db) =>
      storeEventsOneByOne(db, { connectionId: 'c', events: EVENTS, source: 'stream', receivedAt: new Date() }),
  },
  { name: 'find who may own an item', run: (db) => ownerHints(db, 'c', 'e1') },
  { name: 'load promotions', run: (db) => promotions.loadPromotions(db, 'c', 50) },
  { name: 'read failed attempts', run: (db) => promotions.attemptsOf(db, 'c', PROMOTIONS) },
  {
    name: 'find the owner of items',
    run: async (db) => {
      await items.ownersOfFiles(db, 'c', FILE_IDS);
      await items.ownerOfFolder(db, 'c', 'd1');
      await items.placeOf(db, 'c', { itemType: 'file', itemId: 'f1' });
      await items.placeOf(db, 'c', { itemType: 'folder', itemId: 'd1' });
    },
  },
  {
    name: 'look up folders above',
    run: (db) =>
      items.knownFolders(
        db,
        'c',
        twenty((i) => `d${i * 50}`),
      ),
  },
  { name: 'look up the paths of items', run: (db) => items.pathsOf(db, 'c', [...PROMOTIONS, FOLDER]) },
  {
    name: 'rescan files',
    run: (db) =>
      inTransaction(db, async (trx) => {
        await joinByKey(trx);
        const before = await recordedItems(trx, 'c', PROMOTIONS);
        const seen = PROMOTIONS.map(({ itemId, reason, eventType }) => ({
          files: [observedFile({ fileId: itemId })],
          observedAt: LATER,
          cause: { reason, eventType },
        }));
        await files.upsertFiles(trx, seen, { ...observation, force: true });
        await countScan(trx, 'c', 1, { filesFound: 1, expressScanned: 20 });
        const rescans = PROMOTIONS.map((promotion) => ({ promotion, before: before(promotion), heldUntil: null }));
        const delays = await recordRescans(trx, 'c', rescans);
        await promotions.deleteFreePromotions(trx, 'c', PROMOTIONS);
        const latencies = FILE_IDS.map((fileId, i) => ({
          ...{ fileId, scannedAt: new Date(), boxMs: 1 },
          ourMs: delays[i]?.ourMs ?? 1,
        }));
        await files.recordExpressLatencies(trx, 'c', latencies);
      }),
  },
  {
    name: 'rescan a folder',
    run: (db) =>
      inTransaction(db, async (trx) => {
        const before = await recordedItem(trx, 'c', FOLDER);
        await frontier.removeFromOtherOwners(trx, { connectionId: 'c', folderId: 'd1', ownerId: 'u2' });
        await folders.upsertFolders(trx, [{ folders: [observedFolder('d1')], observedAt: LATER }], SCAN);
        await recordRescan(trx, { connectionId: 'c', promotion: FOLDER, before, heldUntil: null });
      }),
  },
  { name: 'refresh a user', run: (db) => recordedItem(db, 'c', USER) },
  {
    name: 'mark a removed file',
    run: (db) => inTransaction(db, (trx) => files.markFile(trx, 'f3', 'gone', observation)),
  },
  { name: 'count a failed attempt', run: (db) => promotions.countAttempt(db, 'c', PROMOTED) },
  { name: 'park a promotion', run: (db) => promotions.parkPromotion(db, 'c', PROMOTED, problem('box_unavailable')) },
  { name: 'store promotions', run: (db) => promotions.storePromotions(db, 'c', PROMOTIONS) },
  { name: 'delete promotions', run: (db) => promotions.deletePromotions(db, 'c', PROMOTIONS) },
  { name: 'list rescans', run: (db) => listRescans(db, 'c') },
  { name: 'read the situation of the scan', run: (db) => scanSituation(db, 'c') },
  { name: 'see what is unseen', run: (db) => unseenParts(db, 'c'), bound: ALL_USERS },
  {
    name: 'see whose files may be missing',
    run: (db) => ownersNotSeen(db, { id: 'c', coverage: 'full' }),
    bound: ALL_USERS,
  },
  { name: 'list problems', run: (db) => scanProblems(db, 'c', { limit: 20, after: null }), bound: ALL_USERS },

  {
    name: 'read the progress of the scan',
    run: (db) => scanNumbers(db, 'c'),
    bound: { ...ALL_WAITING, because: 'counts what waits; a worker does so at most every ten seconds' },
  },
  {
    name: 'show the queue',
    run: (db) => storedQueue(db, 'c', 20),
    bound: { ...ALL_WAITING, because: 'counts what waits, for the page of the queue' },
  },
  {
    name: 'find owners of trash',
    run: (db) => ownersOfTrash(db, SCAN, 20),
    bound: { rows: LARGE.users + LARGE.folders / 500, pages: 12_000, because: 'all users, once a generation' },
  },
  {
    name: 'skip or delete users whom a generation has not seen',
    async run(db) {
      await users.skipUnseenUsers(db, 'c', 1, problem('users_not_listed'));
      await users.deleteUsers(db, 'c', { unseenIn: 1 });
    },
    bound: { rows: 2 * LARGE.users, pages: 1_000, because: 'all users, once a generation' },
  },
  {
    name: 'park the folders of all users',
    run: (db) => frontier.parkAllActedFor(db, LEASE, { accountId: 'u1', error: problem('as_user_refused') }),
    bound: { ...ALL_WAITING, because: 'parks all that waits: Box lets the account act as nobody' },
  },
  {
    name: 'complete a generation',
    async run(db) {
      await generations.moveUsersListing(db, 'c', 1, { marker: null, met: { progress: NO_PROGRESS, unreadable: 0 } });
      await frontier.removeUserFromFrontier(db, 'c', 'u1');
      if (!(await generations.completeGeneration(db, 'c', 1))) throw new Error('The generation did not complete');
    },
    bound: { ...ALL_WAITING, pages: 120_000, because: 'walks all files and folders, and looks up what found them' },
  },
  {
    name: 'see whose files may be missing after a scan',
    run: (db) => ownersNotSeen(db, { id: 'c', coverage: 'full' }),
    bound: { ...ALL_WAITING, because: 'all that is parked' },
  },
  { name: 'begin the next generation', run: (db) => generations.beginGeneration(db, 'c', null), bound: ALL_WAITING },
  { name: 'abandon a generation', run: (db) => generations.beginGeneration(db, 'c', 2), bound: ALL_WAITING },
];
