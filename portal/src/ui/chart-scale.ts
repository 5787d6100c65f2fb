/** How high a chart's bars are, and what its axis says. */

/** The round, even number that a chart ends with, at or above the highest bar: 1, 2, 4, 6, 8 or 10 times a power of ten. */
export function roundTop(highest: number): number {
  if (!(highest > 2)) return 2;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 4, 6, 8, 10].find((each) => each * power >= highest) ?? 10;
  return step * power;
}

/** What the axis says, from the top down: whole numbers, for the top is even. */
export const ticksOf = (top: number): readonly number[] => [top, top / 2, 0];
