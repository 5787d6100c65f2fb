/** The longest name that the API takes. */
const MAX_NAME = 100;

/** What is wrong with a connection's name, before the API is asked; null when nothing is. */
export function nameProblem(name: string): string | null {
  const trimmed = name.trim();
  if (trimmed === '') return 'Give the connection a name.';
  if (trimmed.length > MAX_NAME)
    return `The name must have at most ${MAX_NAME} characters; this one has ${trimmed.length}.`;
  return null;
}
