import type { ColumnType } from 'kysely';
import type { EffectiveLink, Exposure, OwnCollaborators, SharedLink, Sharing } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import type { ScanReason } from '../../domain/scan.js';
import type { BigInt64, Json, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

/** A folder as the last scan recorded it. */
export interface FolderTable {
  connection_id: string;
  folder_id: string;
  owner_id: string;
  parent_id: string;
  name: string;
  path: string;
  /** The ids of the folders above, from the top down to the parent, without the root. */
  ancestor_ids: string[];
  has_collaborations: boolean;
  own_link: NullableJson<SharedLink>;
  /** The folder's own collaborators; null until they have been read from Box. */
  own_collaborators: NullableJson<OwnCollaborators>;
  /** The sharing in force on this folder, including inherited; null until its collaborations are known. */
  sharing: NullableJson<Sharing>;
  state: ItemState;
  /** The last generation that recorded the folder. */
  generation: number;
  /** The last generation that listed the folder to the end. */
  listed_generation: number | null;
  observed_at: Timestamp;
}

/** A file with its last scan: that of its row, or the listing that found it since. A view. */
export interface ScannedFileTable {
  connection_id: string;
  file_id: string;
  folder_id: string;
  name: string;
  path: string;
  owner_id: string;
  owner_login: string;
  size: BigInt64;
  sha1: string | null;
  extension: string;
  etag: string | null;
  access: Exposure;
  shared_link: NullableJson<EffectiveLink>;
  has_collaborations: boolean;
  /** The file's own collaborators, without inherited ones. */
  own_collaborators: Json<OwnCollaborators>;
  state: ItemState;
  created_at: NullableTimestamp;
  modified_at: NullableTimestamp;
  /** The time of the request to Box that returned this data. */
  scanned_at: Timestamp;
  scan_reason: ScanReason;
  /** The type of the event that the scan followed; null for a listing. */
  scan_event_type: string | null;
  generation: number;
  /** The last scan of the file in the express lane. */
  express_at: NullableTimestamp;
  /** The time from when the change was known here to that scan, without pauses, in milliseconds. */
  express_latency_ms: number | null;
  /** The time from the change at Box until it was known here, in milliseconds. */
  express_box_delay_ms: number | null;
  /** The scans before the last one, newest first; at most nine. */
  earlier_scans: Json<readonly EarlierScan[]>;
}

/** A file as the last scan that has written its row recorded it. */
export interface FileTable extends ScannedFileTable {
  /**
   * The page of the last listing of the file's folder as its owner (`folder_listings`) that has shown the file as it is in
   * this row: that listing is then its last scan, and those since the row was written are scans of it. Null if it has a scan
   * of its own since, or is not active.
   */
  listing_page: ColumnType<number | null, number | null | undefined, number | null>;
}

/** A page of the last listing of a folder, as one user. */
export interface FolderListingTable {
  connection_id: string;
  /** '0' is the root of `user_id`. */
  folder_id: string;
  user_id: string;
  /** Its number in the listing, from 1. */
  page: number;
  /** Only the first listing in a generation counts: later ones write the rows that changed. */
  generation: number;
  /** The time of the request to Box. */
  listed_at: Timestamp;
  /** The listings before, newest first; at most nine. */
  earlier: ColumnType<readonly EarlierScan[], string | undefined, string>;
}

/**
 * A part of the number of files of a connection, which a trigger of `files` keeps: what the sessions of Postgres with this
 * slot have added and removed. Only the sum over the slots says something.
 */
export interface FileCountTable {
  connection_id: string;
  access: Exposure;
  state: ItemState;
  slot: number;
  files: BigInt64;
}

/** A scan of a file before its last one; `scannedAt` is RFC 3339 with any offset. */
export interface EarlierScan {
  readonly scannedAt: string;
  readonly reason: ScanReason;
  readonly generation: number;
  /** Missing in scans from before it was kept. */
  readonly eventType?: string | null;
}
