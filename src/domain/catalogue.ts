/** The form of the catalogue of problems (problems.ts). */

/** Values for the texts of a problem; never a secret. */
export interface ProblemContext {
  readonly apiKey?: string;
  readonly dataCenter?: string;
  readonly login?: string;
  /** Whether the account that consented is neither Admin nor Co-Admin: it cannot be granted their privileges. */
  readonly isPlainUser?: boolean;
  /** What answered instead of Box, in our own words: the status and the kind of the response. */
  readonly answer?: string;
  readonly connectionName?: string;
  /** How long something has lasted, such as "3 min". */
  readonly span?: string;
  /** The time of day since which it has lasted, such as "15:47 UTC". */
  readonly since?: string;
  /** How long until the next attempt, such as "18 s". */
  readonly wait?: string;
  /** What and how many, such as "3 folders". */
  readonly what?: string;
  /** The message of the problem behind this one. */
  readonly cause?: string;
}

/** The texts of one problem. */
export interface CatalogueEntry {
  readonly message: (context: ProblemContext) => string;
  readonly remedy: (context: ProblemContext) => string | null;
  /** Box's response in this case, for docs/troubleshooting.md. */
  readonly boxSays: string;
}
