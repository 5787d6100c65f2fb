/** Deterministic randomness: a value depends only on the seed and a key that says what it is for. */

/** An integer from 0 to 2^32 - 1. */
export function randomUint32(seed: number, ...key: (string | number)[]): number {
  // FNV-1a, then murmur3's finalizer, so that similar keys do not give similar values.
  let hash = 0x811c9dc5 ^ seed;
  for (const part of key) {
    const text = String(part);
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0x2f, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0, 1). */
export const randomFraction = (seed: number, ...key: (string | number)[]): number =>
  randomUint32(seed, ...key) / 2 ** 32;

/** One of `choices`. Throws for an empty list. */
export function choose<T>(choices: readonly T[], seed: number, ...key: (string | number)[]): T {
  const choice = choices[randomUint32(seed, ...key) % choices.length];
  if (choice === undefined) throw new Error('Nothing to choose from');
  return choice;
}

/** A text in the form of a GUID. */
export function guid(seed: number, ...key: (string | number)[]): string {
  const hex = [0, 1, 2, 3]
    .map((i) =>
      randomUint32(seed, 'guid', i, ...key)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
