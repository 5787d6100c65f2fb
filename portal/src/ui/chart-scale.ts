/** The vertical axis of a chart. */

/** The top of the axis: the lowest of 1, 2, 4, 6, 8 or 10 times a power of ten at or above `highest`; at least 2. */
export function axisTop(highest: number): number {
  if (!(highest > 2)) return 2;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 4, 6, 8, 10].find((each) => each * power >= highest) ?? 10;
  return step * power;
}

/** The numbers on the axis, from the top down; whole numbers, because the top is even. */
export const axisTicks = (top: number): readonly number[] => [top, top / 2, 0];
