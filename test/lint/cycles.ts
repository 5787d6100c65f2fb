/**
 * The groups of files that import one another in a circle, each group and the list of them sorted (Tarjan's algorithm
 * for strongly connected components). A file that imports itself is a group of one.
 */
export function cyclesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const indexes = new Map<string, number>();
  /** The smallest index that a file reaches within the present stack. */
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  function visit(file: string): number {
    const index = indexes.size;
    indexes.set(file, index);
    stack.push(file);
    let low = index;
    for (const imported of imports.get(file) ?? []) {
      if (!indexes.has(imported)) low = Math.min(low, visit(imported));
      else if (stack.includes(imported)) low = Math.min(low, lowest.get(imported) ?? indexes.get(imported) ?? low);
    }
    lowest.set(file, low);
    if (low === index) {
      const group = stack.splice(stack.indexOf(file)).sort();
      if (group.length > 1 || imports.get(file)?.includes(file)) cycles.push(group);
    }
    return low;
  }

  for (const file of imports.keys()) if (!indexes.has(file)) visit(file);
  return cycles.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}
