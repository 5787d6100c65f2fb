/** The states of files, in words. */
import type { File } from '../api/files.js';

/** The state of a file. */
export type FileState = File['state'];

/** The label of each state. */
export const FILE_STATE_LABELS = {
  active: 'Active',
  trashed: 'In trash',
  gone: 'Deleted',
} as const satisfies Readonly<Record<FileState, string>>;
