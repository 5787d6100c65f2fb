/** Ids of file versions. */
import type { SimItem } from './model.js';

/** The id of a file's version. Versions count from 1. */
export const versionId = (file: SimItem, version: number): string => `${file.id}${version}`;

/** The version with an id; null when the file has no such version. */
export function versionOfId(file: SimItem, id: string): number | null {
  const version = Number(id.slice(file.id.length));
  return Number.isInteger(version) && version >= 1 && version <= file.version && versionId(file, version) === id
    ? version
    : null;
}
