/** The changes since the enterprise was generated, one JSON object per line: the next start replays them. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { grantSchema } from './box/auth/grant.js';
import { actionSchema } from './enterprise/actions/index.js';

const size = z.object({
  seed: z.number(),
  users: z.number(),
  files: z.number(),
  filesPerFolder: z.number().optional(),
});
const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), startedAt: z.number(), size }),
  z.object({ kind: z.literal('action'), at: z.number(), action: actionSchema }),
  z.object({ kind: z.literal('grant'), at: z.number(), grant: grantSchema, serviceId: z.string() }),
  z.object({ kind: z.literal('forget'), token: z.string() }),
  z.object({ kind: z.enum(['expireAccessTokens', 'revokeRefreshTokens']) }),
  z.object({ kind: z.literal('serviceAccount'), clientId: z.string() }),
  z.object({ kind: z.literal('clock'), advanceMs: z.number() }),
  z.object({ kind: z.literal('late'), seq: z.number(), until: z.number() }),
  z.object({
    kind: z.literal('download'),
    at: z.number(),
    userId: z.string(),
    fileId: z.string(),
    serviceId: z.string(),
  }),
]);
/** One change; times are epoch milliseconds. */
export type JournalEntry = z.infer<typeof entrySchema>;

/** Records changes. */
export interface Journal {
  append(entry: JournalEntry): void;
}

/** A journal that keeps nothing. */
export const NO_JOURNAL: Journal = { append: () => undefined };

/**
 * Opens the journal at `file` and reads the entries of earlier runs. Throws for an unreadable entry or one of another
 * version.
 */
export function openJournal(file: string): { readonly journal: Journal; readonly past: readonly JournalEntry[] } {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // A killed process may leave an incomplete last line: end it, so that the next entry starts a new one.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  const past = text.split('\n').flatMap((line, index) => {
    const json = parse(line);
    if (json === null) return [];
    const parsed = entrySchema.safeParse(json);
    if (parsed.success) return [parsed.data];
    const [issue] = parsed.error.issues;
    const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw new Error(
      `${file}, line ${index + 1} was not written by this version (${problem}): delete the file, or use another one`,
    );
  });
  return {
    past,
    journal: { append: (added) => appendFileSync(file, `${JSON.stringify(added)}\n`, { mode: 0o600 }) },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
