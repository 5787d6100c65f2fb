/** Randomness that is a function of the seed and of what it is for: the same for the same question, in any order. */

/** A number from 0 to 2^32 - 1, drawn for `parts`. */
export function draw(seed: number, ...parts: (string | number)[]): number {
  // FNV-1a, then a finaliser (murmur3's) so that neighbouring questions do not have neighbouring answers.
  let hash = 0x811c9dc5 ^ seed;
  for (const part of parts) {
    const text = String(part);
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0x2f, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0, 1). */
export const unit = (seed: number, ...parts: (string | number)[]): number => draw(seed, ...parts) / 2 ** 32;

/** One of `choices`; throws for an empty list. */
export function choose<T>(choices: readonly T[], seed: number, ...parts: (string | number)[]): T {
  const choice = choices[draw(seed, ...parts) % choices.length];
  if (choice === undefined) throw new Error('Nothing to choose from');
  return choice;
}

/** A GUID-like text. */
export function guid(seed: number, ...parts: (string | number)[]): string {
  const hex = [0, 1, 2, 3]
    .map((i) =>
      draw(seed, 'guid', i, ...parts)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
