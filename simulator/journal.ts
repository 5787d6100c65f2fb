/** What happened since the enterprise was drawn, line by line in a file: a simulator started again goes on from there. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { grantSchema } from './box/auth/grant.js';
import { actionSchema } from './enterprise/actions/index.js';

const size = z.object({ seed: z.number(), users: z.number(), files: z.number() });
const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), startedAt: z.number(), size }),
  z.object({ kind: z.literal('action'), at: z.number(), action: actionSchema }),
  z.object({ kind: z.literal('grant'), at: z.number(), grant: grantSchema, serviceId: z.string() }),
  z.object({ kind: z.literal('forget'), token: z.string() }),
  z.object({ kind: z.enum(['expireAccessTokens', 'revokeRefreshTokens']) }),
  z.object({ kind: z.literal('serviceAccount'), clientId: z.string() }),
  z.object({ kind: z.literal('clock'), advanceMs: z.number() }),
  z.object({
    kind: z.literal('download'),
    at: z.number(),
    userId: z.string(),
    fileId: z.string(),
    serviceId: z.string(),
  }),
]);
/** One thing that happened; times are epoch milliseconds. */
export type JournalEntry = z.infer<typeof entry>;

/** Where what happens is written down. */
export interface Journal {
  append(happened: JournalEntry): void;
}

/** A journal that forgets. */
export const NO_JOURNAL: Journal = { append: () => undefined };

/** The journal at `file`, and what it holds from earlier runs. Throws when it cannot be read, or is another version's. */
export function openJournal(file: string): { readonly journal: Journal; readonly past: readonly JournalEntry[] } {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // A line that was being written when the process was killed is no line, nor may the next one be glued to it.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  const past = text.split('\n').flatMap((line, index) => {
    const json = parse(line);
    if (json === null) return [];
    const parsed = entry.safeParse(json);
    if (parsed.success) return [parsed.data];
    const [issue] = parsed.error.issues;
    const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw new Error(`${file}, line ${index + 1} is not of this version (${problem}): delete the file, or name another`);
  });
  return {
    past,
    journal: { append: (happened) => appendFileSync(file, `${JSON.stringify(happened)}\n`, { mode: 0o600 }) },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
