import type { EffectiveLink, Exposure, OwnCollaborators, SharedLink, Sharing } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import type { ScanReason } from '../../domain/scan.js';
import type { BigInt64, Json, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

export interface FolderTable {
  connection_id: string;
  folder_id: string;
  owner_id: string;
  parent_id: string;
  name: string;
  path: string;
  /** Folder ids from the top down to the parent, without the root. */
  ancestor_ids: string[];
  has_collaborations: boolean;
  own_link: NullableJson<SharedLink>;
  /** Who its own collaborations let in; null until they have been asked for. */
  own_collaborators: NullableJson<OwnCollaborators>;
  /** The sharing in force on this folder, inherited included; null until its collaborations are known. */
  sharing: NullableJson<Sharing>;
  state: ItemState;
  /** The last generation that saw it in a listing. */
  generation: number;
  /** The last generation that listed it to the end. */
  listed_generation: number | null;
  observed_at: Timestamp;
}

export interface FileTable {
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
  /** Who its own collaborations let in, inherited ones not counted. */
  own_collaborators: Json<OwnCollaborators>;
  state: ItemState;
  created_at: NullableTimestamp;
  modified_at: NullableTimestamp;
  /** When Box was asked for what stands here. */
  scanned_at: Timestamp;
  scan_reason: ScanReason;
  generation: number;
  /** The last time it came through the express lane, and how long after its change, in milliseconds. */
  express_at: NullableTimestamp;
  express_latency_ms: number | null;
  /** The scans before the last one, newest first, at most nine. */
  earlier_scans: Json<readonly EarlierScan[]>;
}

/** A scan of a file before its last one; `scannedAt` is RFC 3339, with whatever offset. */
export interface EarlierScan {
  readonly scannedAt: string;
  readonly reason: ScanReason;
  readonly generation: number;
}
