/** Compares the files in Boxward with those at Box. */
import type { TruthFile } from '../../clients/simulator.js';

const FIELDS = ['path', 'ownerId', 'size', 'sha1', 'access', 'hasCollaborations', 'sharedLink'] as const;
/** The compared fields of a file. */
type ComparedFile = Pick<TruthFile, 'fileId' | (typeof FIELDS)[number]>;

/** Counts the differences, and describes the first `limit` of them. */
export function differences(
  truth: readonly ComparedFile[],
  stored: readonly ComparedFile[],
  limit: number,
): { count: number; shown: string[] } {
  const storedById = new Map(stored.map((file) => [file.fileId, file]));
  const lines: string[] = [];
  for (const actual of truth) {
    const reported = storedById.get(actual.fileId);
    storedById.delete(actual.fileId);
    if (!reported) lines.push(`missing: ${actual.path}`);
    else lines.push(...differingFields(actual, reported));
  }
  for (const file of storedById.values()) lines.push(`no longer at Box: ${file.path}`);
  return { count: lines.length, shown: lines.slice(0, limit) };
}

function differingFields(actual: ComparedFile, reported: ComparedFile): string[] {
  return FIELDS.flatMap((field) => {
    const [a, b] = [canonical(actual[field]), canonical(reported[field])];
    return a === b ? [] : [`${actual.path}: ${field} is ${a}, Boxward reports ${b}`];
  });
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
