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
const FRONTIER = 'src/store/scan/frontier.ts';
const PROMOTIONS = 'src/store/scan/promotions.ts';
const RECORD_PAGE = 'src/store/scan/record-page.ts';
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
    code: 'for update skip locked',
    without: '',
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
    code: '(not_before is null or not_before <= now())',
    without: 'true',
    test: LEASES,
  },
  {
    prevents: 'a claim under a generation that is not the newest',
    file: FRONTIER,
    code: '${claim.generation} = (select max(generation) from scans where connection_id = ${claim.connectionId})',
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
    file: RECORD_PAGE,
    code: 'if (!(await lockClaim(trx, held))) return false;',
    without: '',
    test: LEASES,
  },
  {
    prevents: 'a page recorded under an older generation',
    file: RECORD_PAGE,
    code: 'if ((await lockGeneration(trx, connectionId)) !== generation) return false;',
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
    code: '.forShare()',
    without: '',
    test: GENERATIONS,
  },
  {
    prevents: 'an older observation of a file over a newer one',
    file: 'src/store/scan/scanned-files.ts',
    code: 'f.scanned_at <= n.scanned_at',
    without: 'true',
    test: ORDER,
  },
  {
    prevents: 'an older sight of a file in the trash over a newer observation',
    file: 'src/store/scan/scanned-files.ts',
    code: ".where('scanned_at', '<=', scan.observedAt)",
    without: '',
    test: ORDER,
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
];
