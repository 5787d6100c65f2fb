/** Numbers as people read them, in the viewer's own language. */
import { lazily } from './lazily.js';

const WHOLE = new Intl.NumberFormat();
const short = lazily(() => new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 }));
const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A count. */
export const count = (value: number): string => WHOLE.format(value);
/** A count where there is little room: 1.2M. */
export const shortCount = (value: number): string => short().format(value);

const sizes = BYTES.map((unit, power) =>
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

/** A size in bytes, in the unit that fits. */
export function byteSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTES.length - 1);
  return sizes[power]?.().format(bytes / 1000 ** power) ?? '';
}

/** A duration in seconds, in at most two units: 3 min 20 s. */
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
