import type { JudgedTarget } from './results.js';

/** A number for people: three significant digits, thousands separated. */
export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: value !== 0 && Math.abs(value) < 0.01 ? 5 : digits });
}

/** A target and its value in one line. */
export function targetLine({ variant, figure, bound, limit, value }: JudgedTarget): string {
  const measured = value === null ? 'not measured' : formatNumber(value);
  return `${variant}, ${figure}: ${measured} (target: ${bound} ${formatNumber(limit)})`;
}
