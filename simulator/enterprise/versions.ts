import type { SimItem } from './model.js';

/** The id of a file's version; versions count from 1. */
export const versionId = (file: SimItem, version: number): string => `${file.id}${version}`;

/** The version that an id names; null when the file never had it. */
export function versionOfId(file: SimItem, id: string): number | null {
  const version = Number(id.slice(file.id.length));
  return Number.isInteger(version) && version >= 1 && version <= file.version && versionId(file, version) === id
    ? version
    : null;
}
