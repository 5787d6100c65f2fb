/** Changes that can be made to files in any order. */

/** An action of the simulator. */
export type Action = Readonly<Record<string, unknown>>;

/** Of ten files, six are edited, three shared and one is renamed. */
const KINDS = ['edit', 'share', 'edit', 'edit', 'share', 'rename', 'edit', 'edit', 'share', 'edit'] as const;

/** One change for each of the first `count` files, the same for the same seed. */
export function changesOf(
  files: readonly { readonly fileId: string; readonly name: string }[],
  count: number,
  seed: number,
): Action[] {
  return files.slice(0, count).map(({ fileId, name }, index) => {
    const type = KINDS[(index + seed) % KINDS.length] ?? 'edit';
    switch (type) {
      case 'edit':
        return { type, fileId };
      case 'share':
        return { type, fileId, access: index % 2 === 0 ? 'open' : 'company' };
      case 'rename':
        // The name stays within Box's 255 characters, and unique in its folder.
        return { type, fileId, name: `Renamed ${fileId}${extensionOf(name)}` };
    }
  });
}

const extensionOf = (name: string): string => /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';

/** Splits a list into parts of at most `size`. */
export function inBatches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
