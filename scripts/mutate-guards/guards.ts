/** A guard of the core: the code whose removal must make a test fail. */
export interface Guard {
  /** What the guard prevents. */
  readonly prevents: string;
  readonly file: string;
  /** The guard's code, which occurs once in the file, and what stands there without it. */
  readonly code: string;
  readonly without: string;
  /** The test file that must fail without it. */
  readonly test: string;
}

const STORE = 'test/store/guards';
const LEASES = `${STORE}/leases.test.ts`;
const GENERATIONS = `${STORE}/generations.test.ts`;
const ORDER = `${STORE}/order.test.ts`;
const CONSENTS = `${STORE}/consents.test.ts`;
const HEALING = 'test/store/healing.test.ts';
const HEALTH = 'test/store/health.test.ts';
const TOKENS = 'test/store/access-tokens.test.ts';
const BOX_EVENTS = 'test/box/events.unit.test.ts';
const FRONTIER = 'src/store/scan/frontier.ts';
const PROMOTIONS = 'src/store/scan/promotions.ts';
const RECORD_PAGES = 'src/store/scan/record-pages.ts';
const OUT_OF_ORDER = 'test/answers/steps-out-of-order.test.ts';
const EVENTS = 'test/store/activity-log.test.ts';

/**
 * The guards of the core: locks, leases, order, positions and idempotency. Most are in SQL, which a mutation run of the
 * code does not change.
 */
export const GUARDS: readonly Guard[] = [
  {
    prevents: 'two processes from using one refresh token',
    file: 'src/store/connections/grants.ts',
    code: '.forUpdate()',
    without: '',
    test: `${STORE}/token-renewal.test.ts`,
  },
  {
    prevents: 'a renewal of a token that another process has just renewed',
    file: 'src/worker/access-tokens.ts',
    code: 'tokens.accessToken !== rejected',
    without: 'false',
    test: `${STORE}/token-renewal.test.ts`,
  },
  {
    prevents: 'the loss of a renewed token pair',
    file: 'src/store/connections/grants.ts',
    code: 'if (renewed !== tokens) await save(trx, cipher, grant.id, renewed);',
    without: '',
    test: `${STORE}/token-renewal.test.ts`,
  },
  {
    prevents: 'two workers from listing one folder',
    file: FRONTIER,
    code: 'order by lane, seq limit ${claim.limit} for update skip locked',
    without: 'order by lane, seq limit ${claim.limit}',
    test: LEASES,
  },
  {
    prevents: 'a claim of a folder that another worker holds',
    file: FRONTIER,
    code: '(lease_until is null or lease_until < now())',
    without: 'true',
    test: LEASES,
  },
  {
    prevents: 'a claim of a folder before its time',
    file: FRONTIER,
    code: '(not_before is null or not_before <= now())\n      order by lane',
    without: 'true\n      order by lane',
    test: LEASES,
  },
  {
    prevents: 'two workers from listing one parked folder',
    file: FRONTIER,
    code: 'limit ${PARKED_AT_A_TIME} for update skip locked',
    without: 'limit ${PARKED_AT_A_TIME}',
    test: LEASES,
  },
  {
    prevents: 'a retry of a parked folder before its time',
    file: FRONTIER,
    code: 'parked_at is not null and retry_at <= now()\n        and generation',
    without: 'parked_at is not null\n        and generation',
    test: HEALING,
  },
  {
    prevents: 'a retry of a parked folder that the generation has not found',
    file: FRONTIER,
    code: 'and generation = ${claim.generation} and ${isNewest}',
    without: 'and ${isNewest}',
    test: HEALING,
  },
  {
    prevents: 'a claim under a generation that is not the newest',
    file: FRONTIER,
    code: '${claim.generation} = (select max(generation) from scans where connection_id = ${ofConnection(claim.connectionId)})',
    without: 'true',
    test: 'test/store/generations.test.ts',
  },
  {
    prevents: 'changes to a claim that was lost',
    file: FRONTIER,
    code: 'eb.and({ connection_id: connectionId, lease_id: leaseId, user_id: userId, folder_id: folderId })',
    without: 'eb.and({ connection_id: connectionId, user_id: userId, folder_id: folderId, ...(leaseId ? {} : {}) })',
    test: LEASES,
  },
  {
    prevents: 'the release of a claim that was lost',
    file: FRONTIER,
    code: ".where('lease_id', '=', how.leaseId)",
    without: '',
    test: LEASES,
  },
  {
    prevents: 'the renewal of other leases',
    file: FRONTIER,
    code: ".where('lease_id', '=', lease.leaseId)",
    without: '',
    test: LEASES,
  },
  {
    prevents: 'the release of the claims of workers that are alive',
    file: FRONTIER,
    code: ".where('lease_id', 'in', held.leaseIds)",
    without: '',
    test: LEASES,
  },
  {
    prevents: 'a page recorded after its lease was lost',
    file: RECORD_PAGES,
    code: 'steps.filter((_, index) => isHeld[index])',
    without: 'steps',
    test: LEASES,
  },
  {
    prevents: 'a page recorded under an older generation',
    file: RECORD_PAGES,
    code: 'if (newest.generation !== generation) return pages.map(() => LOST);',
    without: '',
    test: 'test/store/generations.test.ts',
  },
  {
    prevents: 'a generation that begins while results of the previous one are recorded',
    file: 'src/store/scan/generations.ts',
    code: 'await sql`select pg_advisory_xact_lock_shared(${lockOf(connectionId)})`.execute(trx);',
    without: '',
    test: GENERATIONS,
  },
  {
    prevents: 'two generations that begin at the same time',
    file: 'src/store/scan/generations.ts',
    code: 'await sql`select pg_advisory_xact_lock(${lockOf(connectionId)})`.execute(trx);',
    without: '',
    test: GENERATIONS,
  },
  {
    prevents: 'a disconnection while results are recorded',
    file: 'src/store/connections/connections.ts',
    code: '.forKeyShare()',
    without: '',
    test: GENERATIONS,
  },
  {
    prevents: 'a disconnection that does not wait for those who record results',
    file: 'src/store/connections/connections.ts',
    code: '.forUpdate()',
    without: '',
    test: GENERATIONS,
  },
  {
    prevents: 'an older observation of a file over a newer one',
    file: 'src/store/scan/scanned-files.ts',
    code: '${LAST_SCAN.scannedAt} <= excluded.scanned_at',
    without: 'true',
    test: ORDER,
  },
  {
    prevents: 'an older sight of a file in the trash over a newer observation',
    file: 'src/store/scan/scanned-files.ts',
    code: 'sql`n.scanned_at <= ${scan.observedAt}`',
    without: 'sql`true`',
    test: ORDER,
  },
  {
    prevents: 'an older observation of a file over the listing that has just found it as it was',
    file: 'src/store/scan/folder-listings.ts',
    code: 'sql`for share`',
    without: 'sql``',
    test: `${STORE}/listings.test.ts`,
  },
  {
    prevents: 'a listing over the rescan of a file that it has not waited for',
    file: 'src/store/scan/folder-listings.ts',
    code: 'sql`for no key update`',
    without: 'sql``',
    test: `${STORE}/listings.test.ts`,
  },
  {
    prevents: 'an older observation of a folder over a newer one',
    file: 'src/store/scan/scanned-folders.ts',
    code: 'where f.observed_at <= excluded.observed_at',
    without: '',
    test: ORDER,
  },
  {
    prevents: 'an older removal of a folder over a newer observation',
    file: 'src/store/scan/scanned-folders.ts',
    code: 'and d.observed_at <= ${observedAt}',
    without: '',
    test: ORDER,
  },
  {
    prevents: 'an older change over a newer one',
    file: PROMOTIONS,
    code: 'where excluded.at > p.at or (excluded.at = p.at and excluded.event_id is distinct from p.event_id)',
    without: '',
    test: ORDER,
  },
  {
    prevents: 'the loss of a change made while the item was scanned',
    file: PROMOTIONS,
    code: 'and (p.at < n.at or (p.at = n.at and p.event_id is not distinct from n.event_id))',
    without: '',
    test: ORDER,
  },
  {
    prevents: 'two answers to one consent link',
    file: 'src/store/connections/consents.ts',
    code: ".where('state_hash', '=', stateHash).forUpdate()",
    without: ".where('state_hash', '=', stateHash)",
    test: CONSENTS,
  },
  {
    prevents: 'two deliveries of one consent',
    file: 'src/store/connections/consents.ts',
    code: '.skipLocked()',
    without: '',
    test: CONSENTS,
  },
  {
    prevents: 'a delivered consent that is delivered again',
    file: 'src/store/connections/consents.ts',
    code: ".where('delivered_at', 'is', null)",
    without: '',
    test: CONSENTS,
  },
  {
    prevents: 'two effects of one request that is repeated',
    file: 'src/store/access/idempotency.ts',
    code: 'await sql`select pg_advisory_xact_lock(${keyHash.readBigInt64BE(0).toString()}::bigint)`.execute(trx);',
    without: '',
    test: CONSENTS,
  },
  {
    prevents: 'an event that is stored twice',
    file: 'src/store/activity-log/write.ts',
    code: 'on conflict do nothing',
    without: 'on conflict (connection_id, event_id) do update set recorded_at = excluded.recorded_at',
    test: EVENTS,
  },
  {
    prevents: 'a repeated event that promotes its item again',
    file: 'src/store/activity-log/write.ts',
    code: '.filter((event) => fresh.has(event.eventId))',
    without: '',
    test: EVENTS,
  },
  {
    prevents: 'a removal of what lies below a parked folder',
    file: 'src/store/scan/unseen.ts',
    code: 'and not ${isBelow(kind, sql`frontier`, connectionId, sql`(p.parked_at is null or p.generation >= ${generation})`)}',
    without: '',
    test: HEALING,
  },
  {
    prevents: 'a removal of what lies below a folder with unreadable entries',
    file: 'src/store/scan/unseen.ts',
    code: 'and not ${isBelow(kind, sql`scan_gaps`, connectionId, sql`true`)}',
    without: '',
    test: HEALING,
  },
  {
    prevents: 'a removal of the files of skipped users',
    file: 'src/store/scan/unseen.ts',
    code: 'where connection_id = ${ofConnection(connectionId)} and left_out is not null)',
    without: 'where false)',
    test: 'test/store/generations.test.ts',
  },
  {
    prevents: 'a removal of what a folder no longer holds before the generation has ended',
    file: 'activities/scan/list-folder.ts',
    code: 'if (!isOver && !(isParked && (await isGenerationOver(db, connectionId, generation)))) return;',
    without: '',
    test: OUT_OF_ORDER,
  },
  {
    prevents: 'removals by a generation whose users are not listed',
    file: 'src/store/scan/generations.ts',
    code: 'if (!(await areUsersListed(db, connectionId, generation))) return false;',
    without: '',
    test: GENERATIONS,
  },
  {
    prevents: 'a removal of the files of users whom an incomplete list may lack',
    file: 'src/store/scan/unseen.ts',
    code: 'and generation = ${generation} and users_problem is not null)',
    without: 'and false)',
    test: GENERATIONS,
  },
  {
    prevents: 'a position of the events that moves before the page is stored',
    file: 'activities/activity-log/store-events.ts',
    code: 'const { stored, promotions, unstorable } = await storeEventsOneByOne(db, {',
    without: `const { stored, promotions, unstorable } = await ((...given: Parameters<typeof storeEventsOneByOne>) => {
    storeEventsOneByOne(...given).catch(() => undefined);
    return { stored: events.length, promotions: [] as Promotion[], unstorable: [] as string[] };
  })(db, {`,
    test: OUT_OF_ORDER,
  },
  {
    prevents: 'a removal of files that the late listing of a parked folder has shown',
    file: 'src/store/scan/scanned-files.ts',
    code: 'n.generation < ${listing.generation} and n.state',
    without: 'n.state',
    test: HEALING,
  },
  {
    prevents: 'a removal of files with an observation later than the late listing',
    file: 'src/store/scan/scanned-files.ts',
    code: 'and n.scanned_at <= ${listing.observedAt}',
    without: '',
    test: HEALING,
  },
  {
    prevents: 'a failure that begins again with every batch of observations',
    file: 'src/store/health/observations.ts',
    code: 'coalesce(o.failing_since, excluded.failing_since)',
    without: 'excluded.failing_since',
    test: HEALTH,
  },
  {
    prevents: 'an older failure from hiding that a success came between',
    file: 'src/store/health/observations.ts',
    code: 'excluded.failing_since is null or excluded.succeeded_at is not null then excluded.failing_since',
    without: 'excluded.failing_since is null then excluded.failing_since',
    test: HEALTH,
  },
  {
    prevents: 'an older success over a newer one',
    file: 'src/store/health/observations.ts',
    code: 'succeeded_at = greatest(o.succeeded_at, excluded.succeeded_at)',
    without: 'succeeded_at = excluded.succeeded_at',
    test: HEALTH,
  },
  {
    prevents: 'observations of a disconnected connection',
    file: 'src/store/health/observations.ts',
    code: "and c.status <> 'disconnected'",
    without: '',
    test: HEALTH,
  },
  {
    prevents: 'two processes from reporting one change of health',
    file: 'src/store/connections/connections.ts',
    code: '.where(sql<boolean>`health is not distinct from ${toJson(change.from)}::jsonb`)',
    without: '',
    test: HEALTH,
  },
  {
    prevents: 'a renewal during the pause after a failed one',
    file: 'src/worker/access-tokens.ts',
    code: 'failed && now() < failed.until ?',
    without: 'failed && now() < 0 ?',
    test: TOKENS,
  },
  {
    prevents: 'the loss of a token that still works because its renewal failed',
    file: 'src/worker/access-tokens.ts',
    code: "if (isBoxError(error, 'BoxUnauthorized') || expiresAt.getTime() <= now()) throw error;",
    without: 'throw error;',
    test: TOKENS,
  },
  {
    prevents: 'an event without an id that is new whenever it is read',
    file: 'src/box/events.ts',
    code: 'toEventId(eventId) ?? idFromContent(raw)',
    without:
      'toEventId(eventId) ?? `content-${createHash("sha256").update(String(Math.random())).digest("hex").slice(0, 40)}`',
    test: BOX_EVENTS,
  },
  {
    prevents: 'an event without an id that is new if its fields have another order',
    file: 'src/box/events.ts',
    code: '.sort(([a], [b]) => (a < b ? -1 : 1))',
    without: '',
    test: BOX_EVENTS,
  },
];
