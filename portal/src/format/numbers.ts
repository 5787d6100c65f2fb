/** Formats numbers in the viewer's locale. */
import { lazily } from './lazily.js';

const WHOLE = new Intl.NumberFormat();
const compact = lazily(() => new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 }));
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Formats a count: 1,234,567. */
export const count = (value: number): string => WHOLE.format(value);
/** Counts below this are exact even where space is short. */
const SHORT_FROM = 10_000;
/** Formats a count where space is short: 9,999, then 12.3K. Show the exact count beside it or on hover. */
export const shortCount = (value: number): string => (value < SHORT_FROM ? count(value) : compact().format(value));
/** Formats a count with its noun, in the singular for 1: "1 file", "2 files". */
export const countOf = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;

const byteFormats = BYTE_UNITS.map((unit, power) =>
  lazily(
    () =>
      new Intl.NumberFormat(undefined, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: 1,
      }),
  ),
);

/** Formats a size given in bytes, in the largest unit that fits. */
export function byteSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTE_UNITS.length - 1);
  return byteFormats[power]?.().format(bytes / 1000 ** power) ?? '';
}

/** Formats a duration given in seconds, in at most two units: 3 min 20 s. */
export function duration(seconds: number): string {
  const whole = Math.max(Math.round(seconds), 0);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const from = parts.findIndex(([value]) => value > 0);
  return from < 0
    ? '0 s'
    : parts
        .slice(from, from + 2)
        .filter(([value]) => value > 0)
        .map(([value, unit]) => `${value} ${unit}`)
        .join(' ');
}
