/** What Boxward found, held against what is. */
import type { TruthFile } from '../../clients/simulator.js';

/** The fields of a file that are compared. */
type FileFacts = Pick<TruthFile, 'fileId' | (typeof FIELDS)[number]>;

/** Differences, at most `limit` of them spelled out. */
export function differences(
  truth: readonly FileFacts[],
  found: readonly FileFacts[],
  limit: number,
): { count: number; shown: string[] } {
  const byId = new Map(found.map((file) => [file.fileId, file]));
  const lines: string[] = [];
  for (const is of truth) {
    const says = byId.get(is.fileId);
    byId.delete(is.fileId);
    if (!says) lines.push(`missing: ${is.path}`);
    else lines.push(...differingFields(is, says));
  }
  for (const file of byId.values()) lines.push(`not there any more: ${file.path}`);
  return { count: lines.length, shown: lines.slice(0, limit) };
}

const FIELDS = ['path', 'ownerId', 'size', 'sha1', 'access', 'hasCollaborations', 'sharedLink'] as const;

function differingFields(is: FileFacts, says: FileFacts): string[] {
  return FIELDS.flatMap((field) => {
    const [a, b] = [canonical(is[field]), canonical(says[field])];
    return a === b ? [] : [`${is.path}: ${field} is ${a}, Boxward says ${b}`];
  });
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
