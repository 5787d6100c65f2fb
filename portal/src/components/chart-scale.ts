/** How high a chart's bars are, and what its axis says. */

/** The round number that a chart ends with, at or above the highest bar: 1, 2, 4, 5, 6, 8 or 10 times a power of ten. */
export function roundTop(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 4, 5, 6, 8, 10].find((each) => each * power >= highest) ?? 10;
  return step * power;
}

/** What the axis says, from the top down: whole numbers only. */
export function ticksOf(top: number): readonly number[] {
  return top % 2 === 0 ? [top, top / 2, 0] : [top, 0];
}
