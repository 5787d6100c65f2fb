import type { ApiCallTable, BoxPaceTable, ConnectionTable, ConsentTable, GrantTable } from './connections.js';
import type {
  BoxUserTable,
  FrontierTable,
  PromotionTable,
  RescanTable,
  ScanCounterTable,
  ScanGapTable,
  ScanTable,
} from './scan.js';
import type { FileCountTable, FileTable, FolderListingTable, FolderTable, ScannedFileTable } from './files.js';
import type { ObservationTable, WorkerTable } from './health.js';
import type { ActivityKeyTable, ActivityRetentionTable, ActivityTable } from './activity-log.js';
import type { ApiTokenTable, AuditLogTable, IdempotencyKeyTable, SessionTable, SignInLinkTable } from './access.js';

/** All tables of Boxward's database. */
export interface Database {
  connections: ConnectionTable;
  consents: ConsentTable;
  grants: GrantTable;
  box_users: BoxUserTable;
  scans: ScanTable;
  scan_counters: ScanCounterTable;
  frontier: FrontierTable;
  scan_gaps: ScanGapTable;
  folders: FolderTable;
  files: FileTable;
  file_counts: FileCountTable;
  folder_listings: FolderListingTable;
  scanned_files: ScannedFileTable;
  listed_files: ScannedFileTable;
  promotions: PromotionTable;
  rescans: RescanTable;
  activities: ActivityTable;
  activity_keys: ActivityKeyTable;
  activity_retention: ActivityRetentionTable;
  api_calls: ApiCallTable;
  box_pace: BoxPaceTable;
  api_tokens: ApiTokenTable;
  sessions: SessionTable;
  sign_in_links: SignInLinkTable;
  audit_log: AuditLogTable;
  idempotency_keys: IdempotencyKeyTable;
  workers: WorkerTable;
  observations: ObservationTable;
}
