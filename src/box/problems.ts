/** Something that went wrong, in words an admin can act on; `code` is stable (docs/troubleshooting.md). */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}
