/** The longest name that the API accepts. */
const MAX_NAME = 100;

/** Why a connection's name is not valid; null if it is. */
export function nameProblem(name: string): string | null {
  const trimmed = name.trim();
  if (trimmed === '') return 'Enter a name.';
  if (trimmed.length > MAX_NAME)
    return `The name can have at most ${MAX_NAME} characters; this one has ${trimmed.length}.`;
  return null;
}
